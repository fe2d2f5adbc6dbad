package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Parameter;
import org.melange.tensor.StateDictBlock;

/** A table of N vectors, D wide, read by row number: PyTorch's {@code nn.Embedding}. */
final class Embedding extends StateDictBlock {

  private final Parameter table;
  private final long width;

  /**
   * @param rows N
   * @param width D
   */
  Embedding(String path, long rows, long width) {
    super(path);
    this.width = width;
    table = parameter("weight", Parameter.Type.WEIGHT, rows, width);
  }

  /** {@code ids [...]} of int64 to {@code [..., D]}. */
  @Override
  public NDArray apply(NDArray ids) {
    return rows(ids, table.getArray());
  }

  /** The rows {@code ids [...]} of {@code table [N, D]}: {@code [..., D]}. */
  static NDArray rows(NDArray ids, NDArray table) {
    return ai.djl.nn.core.Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].add(width)};
  }
}
