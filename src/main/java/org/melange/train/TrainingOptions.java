package org.melange.train;

import java.util.Locale;
import java.util.Objects;
import org.melange.config.Precision;
import org.melange.train.optimizer.LearningRateSchedule;

/**
 * The options of a training.
 *
 * @param epochs the maximum number of epochs; the released code has 20
 * @param batchSize examples per step; 32. The last batch of an epoch has the remainder, even a
 *     single example, as in PyTorch Lightning without {@code drop_last}
 * @param learningRate of AdamW; 5e-6 (WikiMEL) or 1e-5 together with CLIP
 * @param weightDecay for all but biases; 1e-4
 * @param epsilon of AdamW; 1e-4
 * @param maxGradientNorm the norm to which gradients are clipped; infinite for no clipping, as
 *     released
 * @param validateEvery epochs between two validations; 2. The last epoch is always validated
 * @param patience validations without improvement before training stops; 3
 * @param seed seed of the order of examples, a function of seed and epoch; 43
 * @param schedule the learning-rate schedule; constant as released
 * @param precision the precision of large products; float32 as released
 * @param encodeBatch examples that CLIP encodes at a time while it is trained, with the gradients
 *     of the whole batch; 0 for all of a batch. Decides memory, and weights only by rounding
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double epsilon,
    double maxGradientNorm,
    int validateEvery,
    int patience,
    long seed,
    LearningRateSchedule schedule,
    Precision precision,
    int encodeBatch) {

  /** Requires valid options. The exception names the invalid one. */
  public TrainingOptions {
    require("epochs", epochs > 0, epochs);
    require("batchSize", batchSize > 0, batchSize);
    require("learningRate", learningRate > 0 && Double.isFinite(learningRate), learningRate);
    require("weightDecay", weightDecay >= 0 && Double.isFinite(weightDecay), weightDecay);
    require("epsilon", epsilon > 0 && Double.isFinite(epsilon), epsilon);
    require("maxGradientNorm", maxGradientNorm > 0, maxGradientNorm);
    require("validateEvery", validateEvery > 0, validateEvery);
    require("patience", patience > 0, patience);
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(precision, "precision");
    require("encodeBatch", encodeBatch >= 0, encodeBatch);
  }

  /** Options with which CLIP encodes the whole batch at a time. */
  public TrainingOptions(
      int epochs,
      int batchSize,
      double learningRate,
      double weightDecay,
      double epsilon,
      double maxGradientNorm,
      int validateEvery,
      int patience,
      long seed,
      LearningRateSchedule schedule,
      Precision precision) {
    this(
        epochs,
        batchSize,
        learningRate,
        weightDecay,
        epsilon,
        maxGradientNorm,
        validateEvery,
        patience,
        seed,
        schedule,
        precision,
        0);
  }

  /** The same options with another {@link #encodeBatch()}. */
  public TrainingOptions withEncodeBatch(int examples) {
    return new TrainingOptions(
        epochs,
        batchSize,
        learningRate,
        weightDecay,
        epsilon,
        maxGradientNorm,
        validateEvery,
        patience,
        seed,
        schedule,
        precision,
        examples);
  }

  /** The factor of the learning rate in a step, which starts at 0. */
  double factor(int step, int examples) {
    return schedule.factor(step, (long) epochs * ((examples + batchSize - 1) / batchSize));
  }

  /**
   * Everything that determines the weights after an epoch but for rounding, to decide whether a
   * training can be resumed. If the learning rate changes over time, the number of epochs is part
   * of it.
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
        + String.format(Locale.ROOT, " longest_gradient=%s seed=%d", maxGradientNorm, seed)
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
