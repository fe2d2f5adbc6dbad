package org.melange.enrich.budget;

/**
 * What estimates of tokens are to be multiplied by so that they are not too low: the largest ratio
 * seen of late, and a little more. Texts in some scripts take several times as many tokens as a
 * rule of thumb says. Not thread-safe.
 */
final class TokenEstimateCorrection {

  private static final double FADING = 0.999;
  private static final double MARGIN = 1.1;
  private static final double LARGEST = 64;

  private double ratio = 1;

  /** Tokens to reckon with. */
  long apply(Usage estimate) {
    return ratio == 1 ? estimate.total() : (long) Math.ceil(estimate.total() * ratio);
  }

  /** Compares what was used with the estimate. */
  void learn(Usage estimate, Usage used) {
    double seen = MARGIN * used.total() / Math.max(1, estimate.total());
    ratio = Math.min(LARGEST, Math.max(1, Math.max(ratio * FADING, seen)));
  }
}
