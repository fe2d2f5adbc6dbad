package org.melange.link.model;

import java.util.Map;
import java.util.SplittableRandom;
import org.melange.mmoe.Weights;

/**
 * PyTorch's starting values of linear layers: uniform within 1/sqrt(inputs), weight and bias alike.
 */
final class LinearInitializer {

  private LinearInitializer() {}

  /** Weights for {@code shapes}; each parameter's values depend on its name and the seed alone. */
  static Weights weights(Map<String, long[]> shapes, long seed) {
    return (name, shape) -> {
      long inputs = shapes.get(name.replaceFirst("bias$", "weight"))[1];
      int count = 1;
      for (long dimension : shape) {
        count = Math.toIntExact(count * dimension);
      }
      double bound = 1 / Math.sqrt((double) inputs);
      SplittableRandom random = new SplittableRandom(31 * seed + name.hashCode());
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
      return values;
    };
  }
}
