package org.melange.tensor;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Arrays on a device as a source for a file, copied to the heap one at a time: the state of an
 * optimizer is twice as large as the model.
 *
 * @param arrays by name
 * @param small further tensors by name
 */
public record ArraySource(Map<String, NDArray> arrays, Map<String, Tensor> small)
    implements TensorSource {

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(arrays.keySet());
    names.addAll(small.keySet());
    return names;
  }

  @Override
  public long[] shape(String name) {
    return small.containsKey(name) ? small.get(name).shape() : array(name).getShape().getShape();
  }

  @Override
  public float[] read(String name) {
    return small.containsKey(name) ? small.get(name).data().clone() : array(name).toFloatArray();
  }

  /** Does nothing: the arrays belong to the caller. */
  @Override
  public void close() {}

  private NDArray array(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new WeightsException("no tensor called " + name);
    }
    return array;
  }
}
