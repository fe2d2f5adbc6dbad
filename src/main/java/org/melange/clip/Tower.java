package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** One of CLIP's two encoders: a list of inputs to {@code (embeds [B, E], tokens [B, T, D])}. */
abstract class Tower extends ClipBlock {

  private final long projection;
  private final long width;

  Tower(long projection, long width) {
    super("");
    this.projection = projection;
    this.width = width;
  }

  /** The pass itself; may close what it makes but not its inputs. */
  abstract NDList apply(ForwardContext pass, NDList inputs);

  /** Number of tokens that an input of this shape turns into. */
  abstract long tokens(Shape input);

  @Override
  protected NDList forwardInternal(
      ParameterStore weights,
      NDList inputs,
      boolean training,
      PairList<String, Object> parameters) {
    boolean recording = named().stream().anyMatch(Parameter::requiresGradient);
    return apply(new ForwardContext(weights, training, recording), inputs);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long batch = inputs[0].get(0);
    return new Shape[] {
      new Shape(batch, projection), new Shape(batch, tokens(inputs[0]), width),
    };
  }

  /** {@code x [B, E]} with rows of Euclidean length 1, in float32 whatever the model's type. */
  static NDArray unit(NDArray half) {
    NDArray x = half.toType(DataType.FLOAT32, false);
    return x.div(x.norm(new int[] {-1}, true));
  }
}
