package org.melange.job;

import java.util.Locale;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.run.ExitCode;
import org.melange.run.Summary;
import org.melange.spark.enrich.Enriched;

/** The enrichments of several shards together. Not thread-safe. */
final class EnrichmentSum {

  private long questions;
  private long asked;
  private long fromStore;
  private long requests;
  private long tokensIn;
  private long tokensOut;
  private long skipped;
  private double costUsd;

  /** Adds one and returns it. */
  Enriched add(Enriched enriched) {
    EnrichmentTotals totals = enriched.totals();
    questions += enriched.plan().questions();
    fromStore += enriched.plan().fromStore();
    asked += totals.asked();
    requests += totals.requests();
    tokensIn += totals.usage().inputTokens();
    tokensOut += totals.usage().outputTokens();
    skipped += totals.skipped();
    costUsd += totals.costUsd();
    return enriched;
  }

  /** The cost so far, for a line of progress; empty if nothing was asked. */
  String cost() {
    return asked == 0 ? "" : String.format(Locale.ROOT, "; %.4f USD so far", costUsd);
  }

  /** As a job's summary has it. */
  Summary summary() {
    return Summary.empty()
        .with("questions", questions)
        .with("asked", asked)
        .with("from_store", fromStore)
        .with("requests", requests)
        .with("tokens_in", tokensIn)
        .with("tokens_out", tokensOut)
        .with("cost_usd", Math.round(costUsd * 1e6) / 1e6)
        .endingWith(skipped > 0 ? ExitCode.PARTIAL : ExitCode.DONE);
  }
}
