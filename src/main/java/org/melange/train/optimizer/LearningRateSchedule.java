package org.melange.train.optimizer;

/**
 * A learning-rate schedule: linear warm-up for a share of the steps, then constant or decreasing to
 * nearly 0. It is a function of the number of the step, so that a resumed training needs no state.
 *
 * @param shape of the schedule after the warm-up
 * @param warmup the share of warm-up steps, from 0 to below 1
 */
public record LearningRateSchedule(Shape shape, double warmup) {

  /** The configured rate in every step, as released. */
  public static final LearningRateSchedule CONSTANT = new LearningRateSchedule(Shape.CONSTANT, 0);

  /** The rate after the warm-up. */
  public enum Shape {
    /** Constant. */
    CONSTANT,
    /** Linear decrease. */
    LINEAR,
    /** Cosine decrease (arXiv 1608.03983, without restarts). */
    COSINE
  }

  /**
   * @throws IllegalArgumentException if the warm-up is not from 0 to below 1
   */
  public LearningRateSchedule {
    if (!(warmup >= 0 && warmup < 1)) {
      throw new IllegalArgumentException("training option warmup cannot be " + warmup);
    }
  }

  /**
   * The factor of the learning rate in a step; positive in all steps of a training.
   *
   * @param step from 0
   * @param steps of the complete training
   */
  public double factor(long step, long steps) {
    double rising = warmup * steps;
    if (step < rising) {
      return Math.min(1, (step + 1) / rising);
    }
    double gone = Math.min(1, (step - rising) / Math.max(1, steps - rising));
    return switch (shape) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - gone;
      case COSINE -> (1 + Math.cos(Math.PI * gone)) / 2;
    };
  }
}
