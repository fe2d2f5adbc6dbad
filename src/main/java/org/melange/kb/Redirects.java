package org.melange.kb;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Resolves QIDs that were merged into others. A chain of redirects resolves to its last QID.
 * Several targets of one QID, and a cycle, resolve to the smallest number. The result does not
 * depend on the order of the redirects. Not thread-safe.
 */
public final class Redirects {

  private static final Comparator<String> SMALLEST = Qids.byNumber();

  private final Map<String, String> next = new HashMap<>();

  /**
   * Adds a redirect. One from a QID to itself is ignored.
   *
   * @param from the QID that was merged
   * @param to the QID that it was merged into
   */
  public void add(String from, String to) {
    if (!from.equals(to)) {
      next.merge(from, to, (a, b) -> SMALLEST.compare(a, b) <= 0 ? a : b);
    }
  }

  /** The final target of each redirected QID. */
  public Map<String, String> targets() {
    Map<String, String> targets = new HashMap<>();
    for (String from : next.keySet()) {
      String target = target(from);
      if (!target.equals(from)) {
        targets.put(from, target);
      }
    }
    return targets;
  }

  private String target(String from) {
    Set<String> passed = new HashSet<>();
    String at = from;
    while (next.containsKey(at) && passed.add(at)) {
      at = next.get(at);
    }
    return next.containsKey(at) ? smallestOfCycle(at) : at;
  }

  private String smallestOfCycle(String start) {
    String smallest = start;
    for (String at = next.get(start); !at.equals(start); at = next.get(at)) {
      smallest = SMALLEST.compare(at, smallest) < 0 ? at : smallest;
    }
    return smallest;
  }
}
