package org.melange.enrich.budget;

/**
 * Corrects token estimates that are too low: multiplies them by the largest ratio seen recently,
 * plus a margin. Texts in some scripts need several times the estimated tokens. Not thread-safe.
 */
final class TokenEstimateCorrection {

  private static final double DECAY = 0.999;
  private static final double MARGIN = 1.1;
  private static final double LARGEST = 64;

  private double ratio = 1;

  /** The corrected number of tokens. */
  long apply(Usage estimate) {
    return ratio == 1 ? estimate.total() : (long) Math.ceil(estimate.total() * ratio);
  }

  /** Learns from the real usage of a request. */
  void learn(Usage estimate, Usage used) {
    double seen = MARGIN * used.total() / Math.max(1, estimate.total());
    ratio = Math.min(LARGEST, Math.max(1, Math.max(ratio * DECAY, seen)));
  }
}
