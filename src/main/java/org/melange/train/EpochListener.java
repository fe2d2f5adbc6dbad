package org.melange.train;

import java.util.Map;

/**
 * Told of what there is to learn from, of each step, and of each epoch when it is over and its
 * checkpoint is written.
 */
@FunctionalInterface
public interface EpochListener {

  /** An epoch is over. What is thrown here ends the training; its checkpoint stays. */
  void epoch(EpochReport report);

  /**
   * All examples are there, training begins.
   *
   * @param missingImages how many images are missing, by whose they are and why
   */
  default void gathered(Map<String, Long> missingImages) {}

  /** A step was taken. */
  default void step(StepReport report) {}
}
