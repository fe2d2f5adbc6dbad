package org.melange.train;

/** Told of each step, and of each epoch when it is over and its checkpoint is written. */
@FunctionalInterface
public interface EpochListener {

  /** An epoch is over. What is thrown here ends the training; its checkpoint stays. */
  void epoch(EpochReport report);

  /** A step was taken. */
  default void step(StepReport report) {}
}
