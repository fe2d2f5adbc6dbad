package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import org.melange.config.Precision;
import org.melange.tensor.ScalarOps;

/**
 * What a loss is multiplied by before the backward pass, and gradients are divided by after it:
 * float16 has no numbers as small as many gradients are (arXiv 1710.03740, section 3.2). As in
 * PyTorch's {@code GradScaler}, it halves when a gradient is too large for float16, that step being
 * left out, and doubles after {@value #CLEAN_STEPS} steps without. Immutable.
 *
 * @param factor a power of two, which rounds nothing
 * @param clean steps since it changed
 */
public record GradScaler(double factor, int clean) {

  /** For float32, which needs none. */
  public static final GradScaler NONE = new GradScaler(1, 0);

  static final int CLEAN_STEPS = 2_000;

  private static final double START = 1 << 16;
  private static final double LEAST = 2;

  /** What a training in {@code precision} starts with. */
  public static GradScaler of(Precision precision) {
    return precision == Precision.FLOAT16 ? new GradScaler(START, 0) : NONE;
  }

  /** {@code loss · factor}. */
  public NDArray scaled(NDArray loss) {
    return factor == 1 ? loss : ScalarOps.times(loss, factor);
  }

  /** Whether a smaller one may help. */
  public boolean canHalve() {
    return factor > LEAST;
  }

  /** After a step that was left out. */
  public GradScaler halved() {
    return new GradScaler(factor / 2, 0);
  }

  /** After a step that was taken. */
  public GradScaler stepped() {
    if (factor == 1) {
      return this;
    }
    return clean + 1 < CLEAN_STEPS
        ? new GradScaler(factor, clean + 1)
        : new GradScaler(2 * factor, 0);
  }
}
