package org.melange.spark.store;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When an update stops before everything is done. It stops between two shards.
 *
 * @param maxShards the most shards that are committed
 * @param maxPosts the most posts that are linked
 * @param deadline the time after which no shard is begun; nor is one that would probably end later
 */
public record UpdateLimits(
    OptionalLong maxShards, OptionalLong maxPosts, Optional<Duration> deadline) {

  /** No limits. */
  public static final UpdateLimits NONE =
      new UpdateLimits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  /**
   * Whether the next shard may begin.
   *
   * @param shards committed so far
   * @param posts linked so far
   * @param next posts of the next shard
   * @param elapsed since the start
   * @param perShard the mean time of a shard; zero before the first
   */
  boolean allow(long shards, long posts, long next, Duration elapsed, Duration perShard) {
    return shards < maxShards.orElse(Long.MAX_VALUE)
        && posts + next <= maxPosts.orElse(Long.MAX_VALUE)
        && deadline.map(limit -> elapsed.plus(perShard).compareTo(limit) < 0).orElse(true);
  }
}
