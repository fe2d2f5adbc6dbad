package org.melange.enrich.question;

import java.util.Map;
import org.melange.enrich.budget.Usage;

/**
 * What asking came to, as counted in the ledger.
 *
 * @param asked questions that this run settled
 * @param skipped questions that it could not ask, or that got no answer
 * @param why the latest of these has none; empty if there is none
 * @param requests that were sent, whatever became of them
 * @param usage tokens, as the service counted them
 * @param costUsd what they cost
 * @param seconds that asking took
 * @param latencyMillis percentiles of the answers' latency: 50, 90, 99, 100
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

  /** Of a run that asked nothing. */
  public static final EnrichmentTotals NOTHING =
      new EnrichmentTotals(0, 0, "", 0, Usage.NONE, 0, 0, Map.of());
}
