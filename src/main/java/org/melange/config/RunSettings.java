package org.melange.config;

/**
 * {@code run.*}: how work is divided.
 *
 * @param partitions the number of partitions (0: four per core)
 * @param rangeEntities entities that are embedded and kept together (0: as many as fill a segment
 *     of each partition)
 * @param shardPosts the most posts that are linked and committed together
 * @param buckets the number of parts of a links table that is created
 * @param maxCrashes the most posts of a run that may be given up because they crash executors
 */
public record RunSettings(
    int partitions, int rangeEntities, int shardPosts, int buckets, int maxCrashes) {

  static RunSettings read(ConfigReader in) {
    return new RunSettings(
        in.integer("run.partitions", 0, 1_000_000),
        in.integer("run.range-entities", 0, Integer.MAX_VALUE),
        in.integer("run.shard-posts", 1, 100_000_000),
        in.integer("run.buckets", 1, 100_000),
        in.integer("run.max-crashes", 0, 1_000_000));
  }
}
