package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Multiplying by numbers in code that gradients run through.
 *
 * <p>DJL's {@code x.mul(number)} and {@code x.div(number)} put the number into a Java buffer that
 * is free for the garbage collector when the call returns, while libtorch keeps its address for the
 * backward pass: gradients are then wrong, now and then. What is made here is libtorch's own. The
 * same goes for any array from {@code manager.create(values)} that is closed before the backward
 * pass and is a factor, a divisor or an index: {@code duplicate()} it.
 */
public final class ScalarOps {

  private ScalarOps() {}

  /** {@code x · factor}, in the manager of {@code x}. */
  public static NDArray times(NDArray x, double factor) {
    NDArray zero = x.getManager().zeros(new Shape(), DataType.FLOAT32);
    return x.mul(zero.add((float) factor));
  }
}
