package org.melange.train;

import java.util.Map;

/** A listener to the progress of a training. */
@FunctionalInterface
public interface EpochListener {

  /** An epoch has ended and its checkpoint is written. An exception ends the training. */
  void epoch(EpochReport report);

  /**
   * All examples are loaded and training begins.
   *
   * @param missingImages the number of missing images by kind and reason
   */
  default void gathered(Map<String, Long> missingImages) {}

  /** A step was taken. */
  default void step(StepReport report) {}
}
