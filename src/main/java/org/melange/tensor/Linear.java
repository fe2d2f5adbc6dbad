package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * {@code y = x Wᵀ + b} over the last axis, as PyTorch's {@code nn.Linear}: [.., in] → [.., out],
 * with W [out, in] and b [out].
 */
public final class Linear extends StateDictBlock {

  private final Parameter weight;
  private final Parameter bias;
  private final long out;
  private final boolean autocast;

  private Linear(String path, long in, long out, boolean biased, boolean autocast) {
    super(path);
    this.out = out;
    this.autocast = autocast;
    weight = parameter("weight", Parameter.Type.WEIGHT, out, in);
    bias = biased ? parameter("bias", Parameter.Type.BIAS, out) : null;
  }

  /** A layer that computes in the type of its input, even under {@link Autocast#half}. */
  public static Linear of(String path, long in, long out) {
    return new Linear(path, in, out, true, false);
  }

  /** A layer whose product is in float16 under {@link Autocast#half}: one of the large ones. */
  public static Linear autocast(String path, long in, long out) {
    return new Linear(path, in, out, true, true);
  }

  /** {@link #autocast} without the bias b. */
  public static Linear autocastWithoutBias(String path, long in, long out) {
    return new Linear(path, in, out, false, true);
  }

  /** {@code x} [.., in] to [.., out], owned by the manager of {@code x}. */
  @Override
  public NDArray apply(NDArray x) {
    NDArray w = weight.getArray(); // [out, in]
    NDArray b = bias == null ? null : bias.getArray(); // [out]
    return autocast
        ? Autocast.linear(x, w, b)
        : ai.djl.nn.core.Linear.linear(x, w, b).singletonOrThrow(); // [.., out]
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(out)};
  }
}
