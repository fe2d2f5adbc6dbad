package org.melange.config;

/**
 * {@code backfill.*}: the checks of a backfill before it is published.
 *
 * @param maxChurn the largest share of links whose decision may change
 * @param verifySample current links that are linked again for comparison
 */
public record BackfillSettings(double maxChurn, int verifySample) {

  static BackfillSettings read(ConfigReader in) {
    return new BackfillSettings(
        in.share("backfill.max-churn"), in.integer("backfill.verify-sample", 0, 1_000_000));
  }
}
