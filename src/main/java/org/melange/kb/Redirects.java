package org.melange.kb;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Resolves QIDs that were merged into others. Where a QID was merged into one that was itself
 * merged, the last one of the chain counts. Of several targets of one QID, and of a cycle, the
 * smallest number counts. The result does not depend on the order of the redirects. Not
 * thread-safe.
 */
public final class Redirects {

  private static final Comparator<String> SMALLEST = Qids.byNumber();

  private final Map<String, String> next = new HashMap<>();

  /**
   * Adds a redirect; one to itself says nothing.
   *
   * @param from the QID that was merged
   * @param to the QID that it was merged into
   */
  public void add(String from, String to) {
    if (!from.equals(to)) {
      next.merge(from, to, (a, b) -> SMALLEST.compare(a, b) <= 0 ? a : b);
    }
  }

  /** The QIDs that stand for others, and the one that each stands for. */
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
