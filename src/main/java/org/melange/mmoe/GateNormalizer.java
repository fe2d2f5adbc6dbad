package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.ScalarOps;

/**
 * The normalization of the published gate: division of scores by their mean over a batch. B batch,
 * N experts, k kept.
 *
 * <p>The released code uses the mean of the current batch, so that a score depends on the batch
 * ({@link #ofBatch()}, for parity and training). {@link GateStatistics} are means that are stored
 * with the model, so that a score does not. The token gate needs neither.
 */
@FunctionalInterface
public interface GateNormalizer {

  /** Added to a sum before the division, as in the released code. */
  double EPSILON = 1e-6;

  /**
   * Divides scores by their mean.
   *
   * @param active active scores, [B, N, k]
   * @return gates, [B, N, k]; zero where {@code active} is zero
   */
  NDArray scaled(GateSite site, Side side, NDArray active);

  /** Normalization by the current batch, as released: {@code active / (sum over B + 1e-6) · B}. */
  static GateNormalizer ofBatch() {
    return (site, side, active) -> {
      NDArray sum = active.sum(new int[] {0}, true).add(EPSILON); // [1, N, k]
      return ScalarOps.times(active.div(sum), (double) active.getShape().get(0)); // [B, N, k]
    };
  }
}
