package org.melange.spark.store;

/**
 * The staged records of a shard.
 *
 * @param records all of them
 * @param posts those that are linked: new and changed posts
 * @param rejections rejected records, and rejected mentions of the posts
 * @param replaced posts that the store has already: changed, removed, or rejected now
 */
record ShardCounts(long records, long posts, long rejections, long replaced) {

  /** Nothing. */
  static final ShardCounts NONE = new ShardCounts(0, 0, 0, 0);

  ShardCounts plus(ShardCounts other) {
    return new ShardCounts(
        records + other.records,
        posts + other.posts,
        rejections + other.rejections,
        replaced + other.replaced);
  }
}
