package org.melange.enrich.budget;

/**
 * How a budget stands.
 *
 * @param sent requests let go and not taken back unsent
 * @param answered of these
 * @param throttled refused for too many
 * @param broken that failed on the way or at the service
 * @param used tokens, estimated where the service told nothing
 * @param usd money spent
 * @param overBudget whether asking has ended for money
 * @param inFlight requests on their way
 * @param requestsInMinute that count for the last minute
 * @param tokensInMinute that count for the last minute
 * @param share of the full speed that the service bears at present
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
