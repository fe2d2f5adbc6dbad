package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;

/** A table of vectors [N, D], read by row numbers. */
final class Lookup extends UnaryBlock {

  private final Parameter table;

  Lookup(String prefix, int rows, int width) {
    super(prefix, width);
    table = weight("weight", Parameter.Type.WEIGHT, rows, width);
  }

  /** {@code ids [...]} of int64 to {@code [..., D]}. */
  @Override
  NDArray apply(ForwardContext pass, NDArray ids) {
    return rows(ids, pass.weight(table, ids));
  }

  /** The rows {@code ids [...]} of {@code table [N, D]}: {@code [..., D]}. */
  static NDArray rows(NDArray ids, NDArray table) {
    return Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }
}
