package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Products of a tensor and a number that gradients can flow through.
 *
 * <p>DJL's {@code x.mul(number)} and {@code x.div(number)} put the number into a Java buffer. The
 * garbage collector may free that buffer as soon as the call returns, but libtorch reads it again
 * in the backward pass. Gradients are then wrong now and then. Here libtorch owns the number.
 *
 * <p>The same holds for an array from {@code manager.create(values)} that is closed before the
 * backward pass and is a factor, a divisor or an index: call {@code duplicate()} on it.
 */
public final class ScalarOps {

  private ScalarOps() {}

  /** {@code x · factor}, owned by the manager of {@code x}. */
  public static NDArray times(NDArray x, double factor) {
    NDArray zero = x.getManager().zeros(new Shape(), DataType.FLOAT32);
    return x.mul(zero.add((float) factor));
  }
}
