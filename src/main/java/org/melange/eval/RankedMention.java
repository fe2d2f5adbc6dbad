package org.melange.eval;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the right entity of one mention came.
 *
 * @param id of the mention; makes the order of a sample independent of how it was computed
 * @param rank from 1; {@link #MISSED} if the entity was not among those ranked
 * @param groups what the mention is counted under, dimension to value, for break-downs
 */
public record RankedMention(String id, int rank, SortedMap<String, String> groups) {

  /** The rank of an entity that was not among those ranked: it counts as infinitely far down. */
  public static final int MISSED = Integer.MAX_VALUE;

  /**
   * @throws IllegalArgumentException if the rank is not positive
   */
  public RankedMention {
    requireNonNull(id, "id");
    if (rank < 1) {
      throw new IllegalArgumentException("rank of " + id + " is " + rank);
    }
    groups = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /** A mention counted under {@code groups}. */
  public static RankedMention of(String id, int rank, Map<String, String> groups) {
    return new RankedMention(id, rank, new TreeMap<>(groups));
  }

  /** Whether the right entity was ranked at all. */
  public boolean found() {
    return rank != MISSED;
  }
}
