package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import org.melange.tensor.Autocast;

/** {@code x Wᵀ + b} over the last axis, PyTorch's {@code nn.Linear}: [.., in] → [.., out]. */
final class Affine extends TensorBlock {

  private final Parameter weight;
  private final Parameter bias;
  private final long out;
  private final boolean large;

  Affine(String path, long in, long out) {
    this(path, in, out, false);
  }

  private Affine(String path, long in, long out, boolean large) {
    super(path);
    this.out = out;
    this.large = large;
    weight = parameter("weight", Parameter.Type.WEIGHT, out, in);
    bias = parameter("bias", Parameter.Type.BIAS, out);
  }

  /** One of the large products, which mixed precision computes in float16. */
  static Affine large(String path, long in, long out) {
    return new Affine(path, in, out, true);
  }

  @Override
  NDArray apply(NDArray x) {
    return large
        ? Autocast.linear(x, weight.getArray(), bias.getArray())
        : Linear.linear(x, weight.getArray(), bias.getArray()).singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(out)};
  }
}
