package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import org.melange.config.Precision;
import org.melange.tensor.ScalarOps;

/**
 * The scale of a loss in float16 (arXiv 1710.03740, section 3.2). The loss is multiplied by it
 * before the backward pass and gradients are divided by it afterwards, because many gradients are
 * too small for float16. As in PyTorch's {@code GradScaler}, it halves when a gradient overflows,
 * and that step is skipped. It doubles after {@value #CLEAN_STEPS} steps without overflow.
 * Immutable.
 *
 * @param factor a power of two, so that scaling does not round
 * @param clean steps since the factor changed
 */
public record GradScaler(double factor, int clean) {

  /** No scaling, for float32. */
  public static final GradScaler NONE = new GradScaler(1, 0);

  static final int CLEAN_STEPS = 2_000;

  private static final double START = 1 << 16;
  private static final double LEAST = 2;

  /** The initial scale of a training in {@code precision}. */
  public static GradScaler of(Precision precision) {
    return precision == Precision.FLOAT16 ? new GradScaler(START, 0) : NONE;
  }

  /** {@code loss · factor}. */
  public NDArray scaled(NDArray loss) {
    return factor == 1 ? loss : ScalarOps.times(loss, factor);
  }

  /** Whether the factor can be halved. */
  public boolean canHalve() {
    return factor > LEAST;
  }

  /** The scale after a skipped step. */
  public GradScaler halved() {
    return new GradScaler(factor / 2, 0);
  }

  /** The scale after a step. */
  public GradScaler stepped() {
    if (factor == 1) {
      return this;
    }
    return clean + 1 < CLEAN_STEPS
        ? new GradScaler(factor, clean + 1)
        : new GradScaler(2 * factor, 0);
  }
}
