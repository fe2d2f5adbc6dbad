package org.melange.mmoe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.melange.tensor.Tensor;

/** The source of the weights of a {@link Matcher}: a file, a generator or a map. */
@FunctionalInterface
public interface Weights {

  /**
   * The values of one parameter, row-major.
   *
   * @param name its name in the state dict of the released PyTorch code
   * @param shape its shape, whose product is the number of values
   */
  float[] values(String name, long... shape);

  /**
   * Weights from a map, as {@link Matcher#exportWeights()} returns it.
   *
   * @return weights that throw {@link IllegalArgumentException} for a name that is missing
   */
  static Weights of(Map<String, float[]> values) {
    return (name, shape) -> {
      float[] found = values.get(name);
      if (found == null) {
        throw new IllegalArgumentException("the weights have no parameter '" + name + "'");
      }
      return found;
    };
  }

  /**
   * PyTorch's initial values: weights and biases of {@code nn.Linear} are uniform in ±1/√(fan-in),
   * those of {@code nn.LayerNorm} are 1 and 0. Each parameter has its own generator, seeded by its
   * name, so that the order of parameters does not matter.
   *
   * @param config the model, which gives the fan-in of each bias
   * @param seed the same seed gives the same weights on every machine
   */
  static Weights random(MatcherConfig config, long seed) {
    Map<String, long[]> shapes = Matcher.parameterShapes(config);
    return (name, shape) -> {
      float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
      long[] layer = shapes.get(name.replaceFirst("bias$", "weight"));
      if (layer == null) {
        throw new IllegalArgumentException("a matcher has no parameter '" + name + "'");
      }
      if (layer.length == 2) {
        fill(values, new SplittableRandom(seed ^ hash(name)), 1 / Math.sqrt((double) layer[1]));
      } else if (name.endsWith("weight")) {
        Arrays.fill(values, 1);
      }
      return values;
    };
  }

  private static void fill(float[] values, SplittableRandom random, double bound) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
  }

  /** FNV-1a: the 32 bits of {@link String#hashCode()} may give two parameters the same seed. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
