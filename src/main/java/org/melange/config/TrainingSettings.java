package org.melange.config;

/**
 * {@code train.*}: how models are trained.
 *
 * @param clip whether CLIP is trained
 * @param fraction the share of the training mentions that is used
 * @param validateOn the split that trainings are validated on: {@code dev}, or a part of the
 *     training split such as {@code train:0.1}, which is then not trained on
 * @param maxDroppedShare the largest share of a split's mentions that may be dropped
 * @param epochs the maximum number of epochs
 * @param batchSize examples per step
 * @param encodeBatch examples that CLIP encodes at a time while it is trained (0: the whole batch)
 * @param learningRate of the matcher and the image projections
 * @param clipLearningRate of CLIP
 * @param weightDecay of all parameters except biases
 * @param adamEpsilon epsilon of AdamW
 * @param maxGradientNorm the norm that gradients are clipped to (0: no clipping)
 * @param validateEvery epochs between two validations
 * @param patience validations without a better MRR after which training stops
 * @param validationMentions mentions of the dev split that a validation ranks entities for
 * @param validationEntities entities that they are ranked against, besides their own
 * @param seed seed of the order of examples and of the subset of mentions
 * @param learningRateSchedule schedule of both learning rates
 * @param warmupShare the share of all steps with linear warmup
 * @param precision the precision of large matrix products
 */
public record TrainingSettings(
    ClipTraining clip,
    double fraction,
    String validateOn,
    double maxDroppedShare,
    int epochs,
    int batchSize,
    int encodeBatch,
    double learningRate,
    double clipLearningRate,
    double weightDecay,
    double adamEpsilon,
    double maxGradientNorm,
    int validateEvery,
    int patience,
    int validationMentions,
    int validationEntities,
    long seed,
    LearningSchedule learningRateSchedule,
    double warmupShare,
    Precision precision) {

  /** Whether CLIP is trained. */
  public enum ClipTraining {
    /** CLIP is not trained. */
    FROZEN,
    /** CLIP is trained jointly. */
    TRAINED
  }

  /** The schedule of the learning rate. */
  public enum LearningSchedule {
    /** No decay. */
    CONSTANT,
    /** Linear decay. */
    LINEAR,
    /** Cosine decay. */
    COSINE
  }

  /** What {@link #validateOn} says. */
  public Split validation() {
    return Split.of(validateOn);
  }

  static TrainingSettings read(ConfigReader in) {
    return new TrainingSettings(
        in.oneOf("train.clip", ClipTraining.class),
        in.share("train.fraction"),
        in.validation("train.validate-on"),
        in.share("train.max-dropped-share"),
        in.integer("train.epochs", 1, 1_000_000),
        in.integer("train.batch-size", 1, 65_536),
        in.integer("train.encode-batch", 0, 65_536),
        in.real("train.learning-rate", 1e-12, 10),
        in.real("train.clip-learning-rate", 1e-12, 10),
        in.real("train.weight-decay", 0, 10),
        in.real("train.adam-epsilon", 1e-16, 1),
        in.real("train.max-gradient-norm", 0, 1e9),
        in.integer("train.validate-every", 1, 1_000_000),
        in.integer("train.patience", 1, 1_000_000),
        in.integer("train.validation-mentions", 1, 1_000_000),
        in.integer("train.validation-entities", 0, 1_000_000),
        in.number("train.seed", Long.MIN_VALUE, Long.MAX_VALUE),
        in.oneOf("train.learning-rate-schedule", LearningSchedule.class),
        in.real("train.warmup-share", 0, 0.99),
        in.oneOf("train.precision", Precision.class));
  }
}
