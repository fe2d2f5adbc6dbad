package org.melange.train.optimizer;

/**
 * How the learning rate changes over a training: it rises in a straight line for a share of the
 * steps, then stays or falls to nearly nothing. A function of the step's number alone, so that a
 * resumed run needs no state.
 *
 * @param shape of the fall
 * @param warmup the share of all steps that it rises for, from 0 to below 1
 */
public record LearningRateSchedule(Shape shape, double warmup) {

  /** The rate that was asked for in every step, as released. */
  public static final LearningRateSchedule CONSTANT = new LearningRateSchedule(Shape.CONSTANT, 0);

  /** What the rate does after it has risen. */
  public enum Shape {
    /** It stays. */
    CONSTANT,
    /** It falls in a straight line. */
    LINEAR,
    /** It falls as half a wave of the cosine (arXiv 1608.03983, without restarts). */
    COSINE
  }

  /**
   * @throws IllegalArgumentException if the warm-up is no share
   */
  public LearningRateSchedule {
    if (!(warmup >= 0 && warmup < 1)) {
      throw new IllegalArgumentException("training option warmup cannot be " + warmup);
    }
  }

  /**
   * What to multiply the learning rate of a step by; above 0 in each of them.
   *
   * @param step from 0
   * @param steps of the whole training
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
