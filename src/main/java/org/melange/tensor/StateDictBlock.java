package org.melange.tensor;

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
 * A block whose parameters are named as in the PyTorch state dict of the released model. Their
 * shapes are known from the start. They are frozen until {@link Block#freezeParameters(boolean)}
 * changes that, so inference records no gradients.
 *
 * <p>Models call typed methods, because many parts need more than one tensor. As DJL blocks the
 * parts only hold parameters and children.
 *
 * <p>The data is the first operand of every operation, never a weight. DJL gives a result to the
 * manager of the first operand, so {@code weight.add(data)} would stay in memory as long as the
 * model does.
 */
public abstract class StateDictBlock extends AbstractBlock {

  private final String path;

  /**
   * A block with the given name.
   *
   * @param path the block's name in the state dict, without a dot at the end; empty for the root
   */
  public StateDictBlock(String path) {
    this.path = path;
  }

  /** The state-dict name of a parameter or child of this block. */
  public final String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Registers a parameter of this block. */
  public final Parameter parameter(String name, Parameter.Type type, long... shape) {
    // Not trained by default: libtorch would otherwise record every forward pass.
    return addParameter(
        Parameter.builder()
            .setName(path(name))
            .setType(type)
            .optShape(new Shape(shape))
            .optRequiresGrad(false)
            .build());
  }

  /** Registers a child of this block. */
  public final <B extends Block> B child(B block) {
    return addChildBlock(block.getClass().getSimpleName(), block);
  }

  /**
   * The block as a function of one tensor.
   *
   * @throws UnsupportedOperationException if the block needs other inputs
   */
  public NDArray apply(NDArray x) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " is not a function of one tensor: call the model instead");
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return new NDList(apply(inputs.singletonOrThrow()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " has no output shapes; use those of the model");
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    for (Block block : children.values()) {
      block.initialize(manager, type, inputShapes);
    }
  }
}
