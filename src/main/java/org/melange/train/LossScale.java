package org.melange.train;

import ai.djl.ndarray.NDArray;
import org.melange.mmoe.Constant;

/**
 * What a loss is multiplied by before the backward pass, and gradients are divided by after it:
 * float16 has no numbers as small as many gradients are (arXiv 1710.03740, section 3.2). As in
 * PyTorch's {@code GradScaler}, it halves when a gradient is too large for float16, that step being
 * left out, and doubles after {@value #CLEAN_STEPS} steps without. Immutable.
 *
 * @param factor a power of two, which rounds nothing
 * @param clean steps since it changed
 */
record LossScale(double factor, int clean) {

  /** For float32, which needs none. */
  static final LossScale NONE = new LossScale(1, 0);

  static final int CLEAN_STEPS = 2_000;

  private static final double START = 1 << 16;
  private static final double LEAST = 2;

  /** What a training in {@code precision} starts with. */
  static LossScale of(Precision precision) {
    return precision == Precision.FLOAT16 ? new LossScale(START, 0) : NONE;
  }

  /** {@code loss · factor}. */
  NDArray scaled(NDArray loss) {
    return factor == 1 ? loss : Constant.times(loss, factor);
  }

  /** Whether a smaller one may help. */
  boolean canHalve() {
    return factor > LEAST;
  }

  /** After a step that was left out. */
  LossScale halved() {
    return new LossScale(factor / 2, 0);
  }

  /** After a step that was taken. */
  LossScale stepped() {
    if (factor == 1) {
      return this;
    }
    return clean + 1 < CLEAN_STEPS
        ? new LossScale(factor, clean + 1)
        : new LossScale(2 * factor, 0);
  }
}
