package org.melange.spark.table;

/** Follows the making of an entity table. */
public interface BuildListener {

  /** A listener that does nothing. */
  BuildListener NONE = new BuildListener() {};

  /** A message for the user. */
  default void message(String text) {}

  /** A range was embedded and is not embedded again. */
  default void embedded(RangeProgress progress) {}

  /** The build is about to take a step. */
  default void step(String name) {}
}
