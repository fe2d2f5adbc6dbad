package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Which attempt at a part of the work has it to itself. Several attempts at one part can be alive,
 * when one is slow and another is started in its place just in case; were both to ask, both would
 * pay. An attempt has its part until it ends. Thread-safe.
 */
public final class PartitionLocks {

  private final Map<String, Long> holders = new HashMap<>();

  /**
   * A wish to have a part.
   *
   * @param part of the work
   * @param attempt at it, a number that no other attempt has
   */
  public record Claim(String part, long attempt) implements Serializable {}

  /** Whether the attempt has the part now, because it had it or nobody did. */
  public synchronized boolean take(Claim claim) {
    return holders.merge(claim.part(), claim.attempt(), (held, wanted) -> held) == claim.attempt();
  }

  /** Lets go of what an attempt has that has ended. */
  public synchronized void release(long attempt) {
    holders.values().removeIf(held -> held == attempt);
  }
}
