package org.melange.spark.store;

/** Follows an update. */
public interface UpdateListener {

  /** A listener that does nothing. */
  UpdateListener NONE = new UpdateListener() {};

  /** A message for the user. */
  default void message(String text) {}

  /**
   * Checks results before they are committed.
   *
   * @param sum of the shards of this run, the one that is about to be committed included
   * @throws org.melange.run.JobException to stop the update without that shard
   */
  default void check(ShardResult sum) {}

  /** A shard was committed. */
  default void committed(ShardProgress progress) {}

  /** The update is about to take a step. */
  default void step(String name) {}
}
