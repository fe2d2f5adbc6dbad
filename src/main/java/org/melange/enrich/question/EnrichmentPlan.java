package org.melange.enrich.question;

import org.melange.enrich.budget.Usage;

/**
 * What an enrichment would do, known before anything is asked.
 *
 * @param mentions to be enriched
 * @param withQuestion mentions that something is to be asked about
 * @param questions different ones among these
 * @param fromLedger of these, that need not be asked
 * @param asking of these, that are to be asked
 * @param usage tokens at most, estimated
 * @param costUsd money at most, from these
 */
public record EnrichmentPlan(
    long mentions,
    long withQuestion,
    long questions,
    long fromLedger,
    long asking,
    Usage usage,
    double costUsd) {

  /** That nothing is asked about {@code mentions}. */
  public static EnrichmentPlan nothing(long mentions) {
    return new EnrichmentPlan(mentions, 0, 0, 0, 0, Usage.NONE, 0);
  }

  /** Minutes that asking takes at least under these limits, each 0 for none. */
  public double minutes(int requestsPerMinute, long tokensPerMinute) {
    double forRequests = requestsPerMinute > 0 ? (double) asking / requestsPerMinute : 0;
    double forTokens = tokensPerMinute > 0 ? (double) usage.total() / tokensPerMinute : 0;
    return Math.max(forRequests, forTokens);
  }
}
