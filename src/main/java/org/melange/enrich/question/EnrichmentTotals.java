package org.melange.enrich.question;

import java.util.Map;
import org.melange.enrich.budget.Usage;

/**
 * The result of asking, as counted in the answer store.
 *
 * @param asked questions that this run answered
 * @param skipped questions that were not asked or not answered
 * @param why the last skipped question has no answer; empty if none was skipped
 * @param requests number of requests sent
 * @param usage tokens, as the service reports them
 * @param costUsd cost of these tokens
 * @param seconds duration
 * @param latencyMillis percentiles 50, 90, 99 and 100 of the latency
 */
public record EnrichmentTotals(
    long asked,
    long skipped,
    String why,
    long requests,
    Usage usage,
    double costUsd,
    double seconds,
    Map<Integer, Long> latencyMillis) {

  /** The totals of a run that asked nothing. */
  public static final EnrichmentTotals NOTHING =
      new EnrichmentTotals(0, 0, "", 0, Usage.NONE, 0, 0, Map.of());
}
