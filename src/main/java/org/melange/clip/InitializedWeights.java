package org.melange.clip;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.melange.tensor.Tensor;
import org.melange.tensor.TensorSource;

/**
 * The values of an {@link Initializer} as a source, so that a new model is filled like a stored
 * one.
 */
final class InitializedWeights implements TensorSource {

  private final Map<String, long[]> shapes;
  private final Initializer initializer;

  InitializedWeights(Map<String, long[]> shapes, Initializer initializer) {
    this.shapes = shapes;
    this.initializer = initializer;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public long[] shape(String name) {
    return shapes.get(name).clone();
  }

  @Override
  public float[] read(String name) {
    float[] values = initializer.values(name, shape(name));
    long expected = Tensor.elements(shape(name));
    if (values.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d elements, the initializer gave %d",
              name,
              expected,
              values.length));
    }
    return values;
  }

  @Override
  public void close() {}
}
