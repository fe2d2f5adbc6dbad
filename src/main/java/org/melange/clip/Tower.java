package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.melange.tensor.StateDictBlock;

/** One of CLIP's two encoders: a list of inputs to {@code (embeds [B, E], tokens [B, T, D])}. */
abstract class Tower extends StateDictBlock {

  private final long projection;
  private final long width;

  /**
   * @param projection E
   * @param width D
   */
  Tower(long projection, long width) {
    super("");
    this.projection = projection;
    this.width = width;
  }

  /** The forward pass; may close what it makes but not its inputs. */
  abstract NDList apply(ForwardContext pass, NDList inputs);

  /** T, the number of tokens that an input of this shape has. */
  abstract long tokens(Shape input);

  /** The outputs of a forward pass, owned by the manager of the inputs. */
  final NDList encode(NDList inputs) {
    boolean recording = getParameters().values().stream().anyMatch(Parameter::requiresGradient);
    return apply(new ForwardContext(recording), inputs);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return encode(inputs);
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
    NDArray x = half.toType(DataType.FLOAT32, false); // [B, E]
    return x.div(x.norm(new int[] {-1}, true)); // [B, E]
  }
}
