package org.melange.train;

/**
 * The progress of an epoch after one of its steps.
 *
 * @param epoch its number, from 1
 * @param epochs the maximum number of epochs
 * @param done completed examples of this epoch
 * @param examples examples in an epoch
 * @param loss the mean over completed examples
 * @param examplesPerSecond the rate of this epoch so far
 */
public record StepReport(
    int epoch, int epochs, int done, int examples, double loss, double examplesPerSecond) {

  /** The estimated time of the rest of this epoch and all later epochs, without validation. */
  public double secondsLeft() {
    long left = (long) examples - done + (long) (epochs - epoch) * examples;
    return left / examplesPerSecond;
  }
}
