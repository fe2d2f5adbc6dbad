package org.melange.train;

/**
 * How far an epoch is, after one of its steps.
 *
 * @param epoch its number, from 1
 * @param epochs at most so many
 * @param done examples of this epoch so far
 * @param examples examples in an epoch
 * @param loss the mean over those done
 * @param examplesPerSecond over this epoch so far
 */
public record StepReport(
    int epoch, int epochs, int done, int examples, double loss, double examplesPerSecond) {

  /** Seconds for the rest of this epoch and all to come, validations left out. */
  public double secondsLeft() {
    long left = (long) examples - done + (long) (epochs - epoch) * examples;
    return left / examplesPerSecond;
  }
}
