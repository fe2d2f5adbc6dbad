package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;

/** {@code x Wᵀ + b} over the last axis, PyTorch's {@code nn.Linear}: [.., in] → [.., out]. */
final class Affine extends TensorBlock {

  private final Parameter weight;
  private final Parameter bias;
  private final long out;

  Affine(String path, long in, long out) {
    super(path);
    this.out = out;
    weight = parameter("weight", Parameter.Type.WEIGHT, out, in);
    bias = parameter("bias", Parameter.Type.BIAS, out);
  }

  @Override
  NDArray apply(NDArray x) {
    return Linear.linear(x, weight.getArray(), bias.getArray()).singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(out)};
  }
}
