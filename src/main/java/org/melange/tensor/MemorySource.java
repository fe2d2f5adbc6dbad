package org.melange.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors on the heap. */
final class MemorySource implements TensorSource {

  private final Map<String, Tensor> tensors;

  MemorySource(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public float[] read(String name) {
    return tensor(name).data().clone();
  }

  @Override
  public void close() {}

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightsException("no tensor called " + name);
    }
    return tensor;
  }
}
