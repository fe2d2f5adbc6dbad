package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.ScalarOps;

/**
 * What the published gate divides its scores by: their mean over a batch.
 *
 * <p>The released code takes the batch at hand, so a score depends on its neighbours ({@link
 * #ofBatch()}: parity and training). {@link GateStatistics} are such means frozen into the model,
 * so that it does not. Models with the token gate need neither.
 */
@FunctionalInterface
public interface GateNormalizer {

  /** Added to a sum before it divides, as in the released code. */
  double EPSILON = 1e-6;

  /**
   * Divides scores by their mean.
   *
   * @param lit scores that are on, [B, N, k]
   * @return gates, [B, N, k]; zero where {@code lit} is zero
   */
  NDArray scaled(GateSite site, Side side, NDArray lit);

  /** The mean over the batch at hand: {@code lit / (sum over B + 1e-6) · B}, as released. */
  static GateNormalizer ofBatch() {
    return (site, side, lit) -> {
      NDArray sum = lit.sum(new int[] {0}, true).add(EPSILON); // [1, N, k]
      return ScalarOps.times(lit.div(sum), (double) lit.getShape().get(0)); // [B, N, k]
    };
  }
}
