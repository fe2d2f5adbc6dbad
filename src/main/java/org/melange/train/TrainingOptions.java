package org.melange.train;

import java.util.Locale;
import java.util.Objects;
import org.melange.config.Precision;
import org.melange.train.optimizer.LearningRateSchedule;

/**
 * How to train.
 *
 * @param epochs at most so many; the released code has 20
 * @param batchSize examples a step; 32. The last batch of an epoch holds what is left, be it a
 *     single example, as PyTorch Lightning does with a data loader that is not told to drop it
 * @param learningRate of AdamW; 5e-6 (WikiMEL) or 1e-5 together with CLIP
 * @param weightDecay for all but biases; 1e-4
 * @param epsilon of AdamW; 1e-4
 * @param longestGradient the norm that gradients are shortened to; infinite for no clipping, as
 *     released
 * @param validateEvery epochs between two validations; 2. The last epoch is always followed by one
 * @param patience validations without a new best before training stops; 3
 * @param seed of the order of examples, which follows from it and the epoch's number alone; 43
 * @param schedule how the learning rate changes from step to step; constant as released
 * @param precision what large products are computed in; float32 as released
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double epsilon,
    double longestGradient,
    int validateEvery,
    int patience,
    long seed,
    LearningRateSchedule schedule,
    Precision precision) {

  /** Refuses what no training can be done with, saying which option it is. */
  public TrainingOptions {
    require("epochs", epochs > 0, epochs);
    require("batchSize", batchSize > 0, batchSize);
    require("learningRate", learningRate > 0 && Double.isFinite(learningRate), learningRate);
    require("weightDecay", weightDecay >= 0 && Double.isFinite(weightDecay), weightDecay);
    require("epsilon", epsilon > 0 && Double.isFinite(epsilon), epsilon);
    require("longestGradient", longestGradient > 0, longestGradient);
    require("validateEvery", validateEvery > 0, validateEvery);
    require("patience", patience > 0, patience);
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(precision, "precision");
  }

  /** What the schedule multiplies the learning rate of a step by, which counts from 0. */
  double factor(int step, int examples) {
    return schedule.factor(step, (long) epochs * ((examples + batchSize - 1) / batchSize));
  }

  /**
   * All that decides what an epoch does to the weights, for telling whether a run may go on. Where
   * the rate falls with the steps, their number is part of it.
   */
  String fingerprint(int examples) {
    return String.format(
            Locale.ROOT,
            "examples=%d batch_size=%d learning_rate=%s weight_decay=%s epsilon=%s",
            examples,
            batchSize,
            learningRate,
            weightDecay,
            epsilon)
        + String.format(Locale.ROOT, " longest_gradient=%s seed=%d", longestGradient, seed)
        + (schedule.equals(LearningRateSchedule.CONSTANT)
            ? ""
            : String.format(
                Locale.ROOT,
                " schedule=%s warmup=%s epochs=%d",
                schedule.shape(),
                schedule.warmup(),
                epochs))
        + (precision == Precision.FLOAT32 ? "" : " precision=float16");
  }

  private static void require(String name, boolean sound, Object value) {
    if (!sound) {
      throw new IllegalArgumentException("training option " + name + " cannot be " + value);
    }
  }
}
