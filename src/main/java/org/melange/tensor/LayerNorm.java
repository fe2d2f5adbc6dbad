package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * Layer normalization over the last axis (arXiv 1607.06450), as PyTorch's {@code nn.LayerNorm}:
 * {@code y = (x − mean) / √(variance + ε) · γ + β}, [.., D] → [.., D]. The variance is that of the
 * population: it divides by D, not by D − 1.
 */
public final class LayerNorm extends StateDictBlock {

  /** PyTorch's default ε, which the released matcher keeps. */
  public static final float EPSILON = 1e-5f;

  private final float epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** A layer norm with PyTorch's default ε. */
  public LayerNorm(String path, long width) {
    this(path, width, EPSILON);
  }

  /**
   * A layer norm.
   *
   * @param width D
   * @param epsilon ε
   */
  public LayerNorm(String path, long width, float epsilon) {
    super(path);
    this.epsilon = epsilon;
    weight = parameter("weight", Parameter.Type.GAMMA, width);
    bias = parameter("bias", Parameter.Type.BETA, width);
  }

  /** {@code x} [.., D] to [.., D], owned by the manager of {@code x}. */
  @Override
  public NDArray apply(NDArray x) {
    return ai.djl.nn.norm.LayerNorm.layerNorm(
            x, weight.getShape(), weight.getArray(), bias.getArray(), epsilon)
        .singletonOrThrow(); // [.., D]
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
