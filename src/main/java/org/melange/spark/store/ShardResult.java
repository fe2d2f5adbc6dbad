package org.melange.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/**
 * What a shard led to, counted in its staged results.
 *
 * @param states rows of posts
 * @param mentions rows of links
 * @param linked those with an entity
 * @param rejections rejected records and mentions
 * @param images mentions by {@code image_status}
 * @param descriptions mentions by {@code enrichment_status}
 */
public record ShardResult(
    long states,
    long mentions,
    long linked,
    long rejections,
    Map<String, Long> images,
    Map<String, Long> descriptions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the maps. */
  public ShardResult {
    images = Map.copyOf(images);
    descriptions = Map.copyOf(descriptions);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result consists of numbers and strings", e);
    }
  }

  static ShardResult parse(String json) throws JsonProcessingException {
    return JSON.readValue(json, ShardResult.class);
  }

  /** Nothing. */
  static final ShardResult NONE = new ShardResult(0, 0, 0, 0, Map.of(), Map.of());

  ShardResult plus(ShardResult other) {
    return new ShardResult(
        states + other.states,
        mentions + other.mentions,
        linked + other.linked,
        rejections + other.rejections,
        sum(images, other.images),
        sum(descriptions, other.descriptions));
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> all = new HashMap<>(a);
    b.forEach((key, count) -> all.merge(key, count, Long::sum));
    return all;
  }
}
