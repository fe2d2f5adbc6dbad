package org.melange.testing;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The generator behind the golden vectors: a tensor is a function of its name, so that no weight
 * need be stored. Element {@code i} is {@code offset + (2u - 1) * scale}, {@code u} the (i+1)-th
 * double of a {@link SplittableRandom} seeded with the FNV-1a hash of the name.
 */
public final class GoldenTensors {

  private GoldenTensors() {}

  /** A parameter called {@code prefix + name}, its scale and offset chosen by name and shape. */
  public static float[] parameter(String prefix, String name, long[] shape) {
    double scale = 0.5;
    double offset = 0;
    boolean norm = name.contains("norm") || name.contains("layrnorm");
    if (norm) {
      scale = 0.1;
      offset = name.endsWith("weight") ? 1 : 0;
    } else if (name.endsWith("bias")) {
      scale = 0.1;
    } else if (name.endsWith("weight") && shape.length >= 2 && !name.contains("embedding")) {
      scale = Math.sqrt(3.0 / (count(shape) / (double) shape[0]));
    }
    return generate(prefix + name, count(shape), scale, offset);
  }

  /** An input called {@code name}: uniform with variance 1. */
  public static float[] input(String name, long... shape) {
    return generate(name, count(shape), Math.sqrt(3), 0);
  }

  /** The first {@code count} raw numbers, in [0, 1), of the generator called {@code name}. */
  public static double[] uniform(String name, int count) {
    return new SplittableRandom(fnv1a64(name)).doubles(count).toArray();
  }

  private static float[] generate(String name, long count, double scale, double offset) {
    SplittableRandom random = new SplittableRandom(fnv1a64(name));
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + (2 * random.nextDouble() - 1) * scale);
    }
    return values;
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    return count;
  }

  private static long fnv1a64(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
