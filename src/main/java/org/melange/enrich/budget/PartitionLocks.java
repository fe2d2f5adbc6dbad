package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives each partition to one task attempt at a time. With speculative execution, two attempts at a
 * partition can run at once; if both asked its questions, both would pay. An attempt keeps its
 * partition until it ends. Thread-safe.
 */
public final class PartitionLocks {

  private final Map<String, Long> holders = new HashMap<>();

  /**
   * A request for a partition.
   *
   * @param partition its name, unique in the application
   * @param attempt the id of the task attempt, unique in the application
   */
  public record Claim(String partition, long attempt) implements Serializable {}

  /** Whether the attempt has the partition now: it was free, or the attempt already had it. */
  public synchronized boolean take(Claim claim) {
    return holders.merge(claim.partition(), claim.attempt(), (held, wanted) -> held)
        == claim.attempt();
  }

  /** Releases the partitions of an attempt that has ended. */
  public synchronized void release(long attempt) {
    holders.values().removeIf(held -> held == attempt);
  }
}
