package org.melange.spark.store;

/**
 * The staged records of a shard.
 *
 * @param records all of them
 * @param posts those that are linked: new and changed posts
 * @param replaced posts that the store has already: changed, removed, or rejected now
 */
record ShardCounts(long records, long posts, long replaced) {

  ShardCounts plus(ShardCounts other) {
    return new ShardCounts(
        records + other.records, posts + other.posts, replaced + other.replaced);
  }
}
