package org.melange.tensor;

import java.util.Map;
import java.util.Set;

/**
 * Named tensors, read one at a time and only when asked for, so that a file larger than the heap
 * can be loaded into native memory. Implementations may be read by several threads at once.
 */
public interface TensorSource extends AutoCloseable {

  /** The names of the tensors, in a defined order. */
  Set<String> names();

  /**
   * The dimensions of a tensor.
   *
   * @throws WeightsException if there is no tensor of this name
   */
  long[] shape(String name);

  /**
   * The elements of a tensor, row-major, whatever type they were stored in.
   *
   * @throws WeightsException if there is no tensor of this name or its bytes are not all there
   */
  float[] read(String name);

  /** Closes the files behind; nothing can be read afterwards. */
  @Override
  void close();

  /** A source over tensors in memory, in the map's order. */
  static TensorSource of(Map<String, Tensor> tensors) {
    return new MemorySource(tensors);
  }
}
