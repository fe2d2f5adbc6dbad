package org.melange.spark.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What a backfill does.
 *
 * @param runId of the run that made it; the rows that it leads to have this run
 * @param request identifies the table and what it is brought up to date with
 * @param counts of compared mentions
 * @param shards staged files of each shard
 */
record BackfillPlan(
    String runId, String request, BackfillCounts counts, List<List<String>> shards) {

  private static final ObjectMapper JSON = new ObjectMapper();

  BackfillPlan {
    shards = shards.stream().map(List::copyOf).toList();
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan consists of numbers and strings", e);
    }
  }

  /**
   * Parses what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static BackfillPlan parse(String json) {
    try {
      return JSON.readValue(json, BackfillPlan.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plan: " + e.getOriginalMessage(), e);
    }
  }
}
