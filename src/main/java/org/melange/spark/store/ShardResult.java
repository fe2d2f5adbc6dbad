package org.melange.spark.store;

import java.util.Map;

/**
 * What a shard led to, counted in its staged results.
 *
 * @param mentions rows of links
 * @param linked those with an entity
 * @param rejections rejected records and mentions
 * @param images mentions by {@code image_status}
 * @param descriptions mentions by {@code enrichment_status}
 */
public record ShardResult(
    long mentions,
    long linked,
    long rejections,
    Map<String, Long> images,
    Map<String, Long> descriptions) {

  /** Copies the maps. */
  public ShardResult {
    images = Map.copyOf(images);
    descriptions = Map.copyOf(descriptions);
  }

  /** Nothing. */
  static final ShardResult NONE = new ShardResult(0, 0, 0, Map.of(), Map.of());

  ShardResult plus(ShardResult other) {
    return new ShardResult(
        mentions + other.mentions,
        linked + other.linked,
        rejections + other.rejections,
        sum(images, other.images),
        sum(descriptions, other.descriptions));
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> all = new java.util.HashMap<>(a);
    b.forEach((key, count) -> all.merge(key, count, Long::sum));
    return all;
  }
}
