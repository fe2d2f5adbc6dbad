package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A block whose parameters carry their full PyTorch state-dict name, know their shape from the
 * start and are frozen until {@link Block#freezeParameters(boolean)} says otherwise, so that
 * inference records no gradients.
 *
 * <p>Units that need more than tensors (a side, text lengths) are called through typed methods; as
 * DJL blocks they hold parameters and children. Operations start from the data, never from a
 * weight, because a result belongs to the manager of its first operand.
 */
abstract class TensorBlock extends AbstractBlock {

  private final String path;

  TensorBlock(String path) {
    this.path = path;
  }

  /** The state-dict name of something called {@code name} in this block. */
  final String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  final Parameter parameter(String name, Parameter.Type type, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(path(name))
            .setType(type)
            .optShape(new Shape(shape))
            .optRequiresGrad(false)
            .build());
  }

  final <B extends Block> B child(B block) {
    return addChildBlock(block.getClass().getSimpleName(), block);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return new NDList(apply(inputs.singletonOrThrow()));
  }

  /** The block as a function of one tensor, where it is one. */
  NDArray apply(NDArray x) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " is part of Matcher: call Matcher.match");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " is part of Matcher: its output shapes are those of Scores");
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    for (Block block : children.values()) {
      block.initialize(manager, type, inputShapes);
    }
  }
}
