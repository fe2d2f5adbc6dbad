package org.melange.spark.backfill;

import java.util.Map;

/** Follows a backfill. */
public interface BackfillListener {

  /** A listener that does nothing. */
  BackfillListener NONE = new BackfillListener() {};

  /** A message for the user. */
  default void message(String text) {}

  /**
   * The mentions of a shard were linked.
   *
   * @param shard number of the shard, from 1
   * @param shards of the plan
   * @param mentions of the shard
   * @param seconds that it took
   */
  default void linked(int shard, int shards, long mentions, double seconds) {}

  /**
   * Checks links before they are published.
   *
   * @param images mentions whose links differ, by {@code image_status}
   * @throws org.melange.run.JobException to publish nothing
   */
  default void check(Map<String, Long> images) {}

  /** The backfill is about to take a step. */
  default void step(String name) {}
}
