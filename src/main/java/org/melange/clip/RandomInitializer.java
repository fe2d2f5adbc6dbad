package org.melange.clip;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.melange.tensor.Tensor;

/** Hugging Face's {@code CLIPPreTrainedModel._init_weights} with its factor of 1. */
final class RandomInitializer implements Initializer {

  private static final double EMBEDDING_DEVIATION = 0.02;

  private final long seed;
  private final ClipConfig config;

  RandomInitializer(long seed, ClipConfig config) {
    this.seed = seed;
    this.config = config;
  }

  @Override
  public Initializer fittedTo(ClipConfig model) {
    return new RandomInitializer(seed, model);
  }

  @Override
  public float[] values(String name, long[] shape) {
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    if (name.contains("norm")) {
      Arrays.fill(values, name.endsWith("weight") ? 1 : 0);
    } else if (!name.endsWith("bias")) {
      fillNormal(values, new SplittableRandom(seedOf(name)), deviation(name));
    }
    return values;
  }

  private double deviation(String name) {
    boolean vision = name.startsWith("vis");
    ClipConfig.Transformer tower =
        vision ? config.vision().transformer() : config.text().transformer();
    double width = tower.width();
    double depth = 2.0 * tower.layers();
    if (name.endsWith("class_embedding") || name.contains("out_proj")) {
      return Math.pow(width, -0.5);
    } else if (name.contains("embedding")) {
      return EMBEDDING_DEVIATION;
    } else if (name.contains("fc1")) {
      return Math.pow(2 * width, -0.5);
    } else if (name.contains("_projection")) {
      return Math.pow(width, -0.5);
    }
    return Math.pow(width, -0.5) * Math.pow(depth, -0.5); // fc2, q_proj, k_proj, v_proj
  }

  /** {@code String.hashCode} is specified by Java. The multiplier spreads its bits. */
  private long seedOf(String name) {
    return seed ^ name.hashCode() * 0x9e3779b97f4a7c15L;
  }

  private static void fillNormal(float[] values, SplittableRandom random, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }
}
