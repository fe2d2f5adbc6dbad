package org.melange.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What an update does: the shards of the staged records. It is complete before any work begins.
 *
 * @param runId of the run that made it; the rows that it leads to have this run
 * @param request identifies the inputs and the settings that it was made for; empty: it cannot be
 *     resumed
 * @param counts of the input
 * @param shards in their order
 */
record UpdatePlan(String runId, String request, PlanCounts counts, List<Shard> shards) {

  private static final ObjectMapper JSON = new ObjectMapper();

  UpdatePlan {
    shards = List.copyOf(shards);
  }

  /** This plan with parts in place of a shard. */
  UpdatePlan split(Shard whole, List<Shard> parts) {
    List<Shard> all = new ArrayList<>();
    for (Shard shard : shards) {
      if (shard.id().equals(whole.id())) {
        all.addAll(parts);
      } else {
        all.add(shard);
      }
    }
    return new UpdatePlan(runId, request, counts, all);
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
  static UpdatePlan parse(String json) {
    try {
      return JSON.readValue(json, UpdatePlan.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plan: " + e.getOriginalMessage(), e);
    }
  }
}
