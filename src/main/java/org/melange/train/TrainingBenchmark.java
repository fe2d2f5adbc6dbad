package org.melange.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.melange.config.Precision;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.MatcherFlops;
import org.melange.mmoe.Weights;
import org.melange.tensor.GemmRate;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.LearningRateSchedule;

/**
 * Measures the training of the matcher on random features, and large matrix products on the same
 * device in the same run. Only matrix products count as operations.
 *
 * @param config the configuration of the matcher
 * @param widths widths of image features
 * @param textTokens T
 * @param imageTokens P
 * @param batch examples per step
 * @param steps steps per epoch; the first of two epochs is a warm-up
 * @param precision precision of large products, also of those that are the limit
 */
public record TrainingBenchmark(
    MatcherConfig config,
    ImageProjection.Widths widths,
    int textTokens,
    int imageTokens,
    int batch,
    int steps,
    Precision precision) {

  /**
   * Measures.
   *
   * @param directory the directory for checkpoints
   * @return {@code examples_per_second}, the operations that takes, and their share of the limit
   */
  public Map<String, Object> run(Device device, Path directory) {
    boolean half = precision == Precision.FLOAT16;
    double limit = GemmRate.measure(device, half);
    double rate = rate(device, directory);
    double again = GemmRate.measure(device, half);
    double flops = flops();
    double best = Math.max(limit, again);
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("examples_per_second", rounded(rate, 10));
    numbers.put("gflop_per_example", rounded(flops / 1e9, 1e4));
    numbers.put("gflop_per_second", rounded(rate * flops / 1e9, 10));
    numbers.put("gemm_gflop_per_second", rounded(best, 10));
    numbers.put("limit_examples_per_second", rounded(best * 1e9 / flops, 10));
    numbers.put("share_of_limit", rounded(rate * flops / 1e9 / best, 1e4));
    return numbers;
  }

  /**
   * The operations of one example in a forward and backward pass: a mention, an entity, and a row
   * of the score matrix. Features have no gradients, so the backward pass of their projection is
   * one product instead of two. Tokens that are not routed have no backward pass.
   */
  double flops() {
    MatcherFlops matcher = new MatcherFlops(config, textTokens, imageTokens);
    double projection =
        projection(imageTokens) + projection(Math.min(imageTokens, config.routableTokens()));
    double item = projection + matcher.ofItem() + matcher.ofItemBackward();
    return 2 * item + batch * 3 * matcher.ofPair();
  }

  private double projection(double tokens) {
    return 2 * widths.output() * (widths.embedding() + tokens * widths.tokens());
  }

  private double rate(Device device, Path directory) {
    TrainingOptions options =
        new TrainingOptions(
            2,
            batch,
            1e-4,
            1e-4,
            1e-4,
            Double.POSITIVE_INFINITY,
            2,
            3,
            43,
            LearningRateSchedule.CONSTANT,
            precision);
    try (Matcher matcher = Matcher.create(config, Weights.random(config, 1), device);
        ImageProjection projection = ImageProjection.create(widths, this::small, device)) {
      TrainingResult result =
          new MatcherTrainer(matcher, projection)
              .train(
                  examples(),
                  new TrainingContext(options, directory, Optional.empty(), report -> {}));
      return result.history().get(1).examplesPerSecond();
    }
  }

  private float[] small(String name, long... shape) {
    long size = 1;
    for (long side : shape) {
      size *= side;
    }
    return numbers(Math.toIntExact(size), new Random(name.hashCode()), 0.02);
  }

  private Examples<MentionPair<FrozenFeatures>> examples() {
    List<MentionPair<FrozenFeatures>> pairs = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < batch; i++) {
      pairs.add(new MentionPair<>(features(random), features(random)));
    }
    return new Examples<>() {
      @Override
      public int size() {
        return batch * steps;
      }

      @Override
      public MentionPair<FrozenFeatures> get(int i) {
        return pairs.get(i % batch);
      }
    };
  }

  private FrozenFeatures features(Random random) {
    int width = config.textDim();
    return new FrozenFeatures(
        numbers(width, random, 1),
        numbers(textTokens * width, random, 1),
        numbers(widths.embedding(), random, 1),
        numbers(imageTokens * widths.tokens(), random, 1),
        textTokens);
  }

  private static float[] numbers(int count, Random random, double size) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (size * random.nextGaussian());
    }
    return numbers;
  }

  private static double rounded(double value, double precision) {
    return Math.round(value * precision) / precision;
  }
}
