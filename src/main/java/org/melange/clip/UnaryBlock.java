package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block from one tensor to one tensor of the same rank that differs at most in its last axis. */
abstract class UnaryBlock extends ClipBlock {

  private final long outputWidth;

  UnaryBlock(String prefix, long outputWidth) {
    super(prefix);
    this.outputWidth = outputWidth;
  }

  /** {@code x [..., in] -> [..., out]}. */
  abstract NDArray apply(ForwardContext pass, NDArray x);

  @Override
  protected NDList forwardInternal(
      ParameterStore weights,
      NDList inputs,
      boolean training,
      PairList<String, Object> parameters) {
    return new NDList(
        apply(new ForwardContext(weights, training, true), inputs.singletonOrThrow()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape input = inputs[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(outputWidth)};
  }
}
