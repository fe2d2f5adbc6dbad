package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.LayerNorm;

/** Layer norm over the last axis. */
final class Norm extends UnaryBlock {

  private final Shape axis;
  private final float epsilon;
  private final Parameter weight;
  private final Parameter bias;

  Norm(String prefix, int width, float epsilon) {
    super(prefix, width);
    this.axis = new Shape(width);
    this.epsilon = epsilon;
    weight = weight("weight", Parameter.Type.GAMMA, width);
    bias = weight("bias", Parameter.Type.BETA, width);
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray gamma = pass.weight(weight, x);
    NDArray beta = pass.weight(bias, x);
    return LayerNorm.layerNorm(x, axis, gamma, beta, epsilon).singletonOrThrow(); // [..., D]
  }
}
