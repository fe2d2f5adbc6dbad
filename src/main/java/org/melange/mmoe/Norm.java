package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.LayerNorm;

/** PyTorch's {@code nn.LayerNorm} over the last axis: [.., D] → [.., D]. */
final class Norm extends TensorBlock {

  /** PyTorch's default, which the released model keeps. */
  static final float EPSILON = 1e-5f;

  private final Parameter weight;
  private final Parameter bias;

  Norm(String path, long width) {
    super(path);
    weight = parameter("weight", Parameter.Type.GAMMA, width);
    bias = parameter("bias", Parameter.Type.BETA, width);
  }

  @Override
  NDArray apply(NDArray x) {
    return LayerNorm.layerNorm(x, weight.getShape(), weight.getArray(), bias.getArray(), EPSILON)
        .singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
