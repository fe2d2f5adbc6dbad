package org.melange.job.bench;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.Initializers;
import org.melange.config.Precision;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Weights;
import org.melange.run.Memory;
import org.melange.train.JointTrainer;
import org.melange.train.TrainingContext;
import org.melange.train.TrainingOptions;
import org.melange.train.TrainingResult;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.optimizer.LearningRateSchedule;

/**
 * Measures the training of matcher and CLIP together on random texts and images.
 *
 * @param clip the shape of CLIP
 * @param config of the matcher, with the text width of CLIP
 * @param batch examples of a step
 * @param encodeBatch examples that CLIP encodes at a time; 0 for all
 * @param steps steps of each of two epochs; the first is a warm-up
 * @param precision of large products
 */
record JointTraining(
    ClipConfig clip,
    MatcherConfig config,
    int batch,
    int encodeBatch,
    int steps,
    Precision precision) {

  private static final int TEXT_LENGTH = 50;

  /**
   * Measures.
   *
   * @param directory for checkpoints
   * @return examples a second, and on Linux how much more memory than before the training the
   *     process held at most: of that, 12 bytes a weight do not depend on the batch
   */
  Map<String, Object> run(Device device, Path directory) {
    ImageProjection.Widths widths =
        new ImageProjection.Widths(clip.projectionDim(), clip.vision().width(), config.imageDim());
    Map<String, Object> numbers = new LinkedHashMap<>();
    try (Matcher matcher = Matcher.create(config, Weights.random(config, 1), device);
        ImageProjection projection =
            ImageProjection.create(widths, (name, shape) -> small(name, shape), device);
        ClipModel model = ClipModel.create(clip, Initializers.random(1), device)) {
      long before = Memory.peakResident().orElse(0);
      TrainingResult result =
          new JointTrainer(matcher, projection, model, 1e-6)
              .train(
                  examples(),
                  new TrainingContext(options(), directory, Optional.empty(), report -> {}));
      double rate = result.history().get(1).examplesPerSecond();
      numbers.put("examples_per_second", Math.round(rate * 100) / 100.0);
      numbers.put("loss", result.history().get(1).loss().total());
      numbers.put("peak_training_mb", (Memory.peakResident().orElse(0) - before) >> 20);
    }
    return numbers;
  }

  private TrainingOptions options() {
    return new TrainingOptions(
        2,
        batch,
        1e-5,
        1e-4,
        1e-4,
        Double.POSITIVE_INFINITY,
        2,
        3,
        43,
        LearningRateSchedule.CONSTANT,
        precision,
        encodeBatch);
  }

  private static float[] small(String name, long... shape) {
    int size = 1;
    for (long side : shape) {
      size = Math.toIntExact(size * side);
    }
    SplittableRandom random = new SplittableRandom(name.hashCode());
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (0.02 * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  private Examples<MentionPair<ClipInput>> examples() {
    return new Examples<>() {
      @Override
      public int size() {
        return batch * steps;
      }

      @Override
      public MentionPair<ClipInput> get(int i) {
        return new MentionPair<>(input(2 * i), input(2 * i + 1));
      }
    };
  }

  private ClipInput input(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] ids = new long[Math.min(TEXT_LENGTH, clip.text().positions())];
    for (int i = 0; i < ids.length - 1; i++) {
      ids[i] = random.nextInt(1000);
    }
    ids[ids.length - 1] = clip.text().endToken();
    int side = clip.vision().imageSize();
    float[] pixels = new float[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return new ClipInput(ids, ids.length, pixels);
  }
}
