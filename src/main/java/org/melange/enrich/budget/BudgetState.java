package org.melange.enrich.budget;

/**
 * A snapshot of the request budget.
 *
 * @param sent requests, without permits that came back unused
 * @param answered requests with an answer
 * @param throttled requests that the service refused because of its rate limit
 * @param broken requests that failed at the service or on the connection
 * @param used tokens; estimates where the service reported none
 * @param usd US dollars spent
 * @param overBudget whether the budget is spent
 * @param inFlight permits that are not settled
 * @param requestsInMinute requests that count towards the last minute
 * @param tokensInMinute tokens that count towards the last minute
 * @param share of the full rate that the throttle allows, in (0, 1]
 */
public record BudgetState(
    long sent,
    long answered,
    long throttled,
    long broken,
    Usage used,
    double usd,
    boolean overBudget,
    int inFlight,
    int requestsInMinute,
    long tokensInMinute,
    double share) {}
