package org.melange.spark.store;

/**
 * How far an update is.
 *
 * @param shard number of the shard that was committed, from 1
 * @param shards of the plan
 * @param posts of the shard
 * @param mentions of the shard
 * @param seconds that the shard took
 * @param postsLeft of the plan
 * @param secondsLeft at the rate of this run
 */
public record ShardProgress(
    int shard,
    int shards,
    long posts,
    long mentions,
    double seconds,
    long postsLeft,
    double secondsLeft) {

  /** Mentions a second. */
  public double rate() {
    return seconds > 0 ? mentions / seconds : 0;
  }
}
