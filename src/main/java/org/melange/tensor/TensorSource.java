package org.melange.tensor;

import java.util.Map;
import java.util.Set;

/**
 * Named tensors that are read one at a time and on demand, so that a file larger than the heap can
 * be loaded into native memory. Implementations are thread-safe for reading.
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
   * The elements of a tensor, row-major, converted from the type in which they are stored.
   *
   * @throws WeightsException if there is no tensor of this name or it is truncated
   */
  float[] read(String name);

  /** Closes the files. Nothing can be read afterwards. */
  @Override
  void close();

  /** A source over tensors in memory, in the map's order. */
  static TensorSource of(Map<String, Tensor> tensors) {
    return new MemorySource(tensors);
  }
}
