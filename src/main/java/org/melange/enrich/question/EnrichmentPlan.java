package org.melange.enrich.question;

import org.melange.enrich.budget.Usage;

/**
 * An estimate of what an enrichment needs, made before anything is asked.
 *
 * @param mentions number of mentions
 * @param withQuestion mentions that need a question
 * @param questions distinct questions
 * @param fromStore questions that the answer store answers
 * @param asking questions to ask
 * @param usage estimated upper bound of the tokens
 * @param costUsd estimated upper bound of the cost
 */
public record EnrichmentPlan(
    long mentions,
    long withQuestion,
    long questions,
    long fromStore,
    long asking,
    Usage usage,
    double costUsd) {

  /** A plan without questions. */
  public static EnrichmentPlan nothing(long mentions) {
    return new EnrichmentPlan(mentions, 0, 0, 0, 0, Usage.NONE, 0);
  }

  /** Lower bound of the duration in minutes under these limits; 0 for no limit. */
  public double minutes(int requestsPerMinute, long tokensPerMinute) {
    double forRequests = requestsPerMinute > 0 ? (double) asking / requestsPerMinute : 0;
    double forTokens = tokensPerMinute > 0 ? (double) usage.total() / tokensPerMinute : 0;
    return Math.max(forRequests, forTokens);
  }
}
