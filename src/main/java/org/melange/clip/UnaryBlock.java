package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.melange.tensor.StateDictBlock;

/** A block from one tensor to one tensor of the same shape, D wide, in a forward pass. */
abstract class UnaryBlock extends StateDictBlock {

  UnaryBlock(String path) {
    super(path);
  }

  /** {@code x [..., D] -> [..., D]}. */
  abstract NDArray apply(ForwardContext pass, NDArray x);

  @Override
  public final NDArray apply(NDArray x) {
    return apply(new ForwardContext(true), x);
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
