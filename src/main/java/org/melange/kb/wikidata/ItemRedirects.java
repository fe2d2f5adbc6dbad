package org.melange.kb.wikidata;

/**
 * Redirects among items, resolved: a chain leads to its last item, a cycle to its smallest number.
 * Of several targets of one item the smallest number counts. Takes 16 bytes a redirect. Immutable.
 */
public final class ItemRedirects {

  private final long[] from;
  private final long[] to;

  private ItemRedirects(long[] from, long[] to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Resolves redirects.
   *
   * @param pairs an item and the one that it redirects to; one to itself is ignored
   */
  public static ItemRedirects of(LongPairs pairs) {
    LongPairs sorted = pairs.sorted();
    LongPairs direct = new LongPairs();
    long[] from = sorted.firsts();
    long[] to = sorted.seconds();
    long last = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i] != to[i] && from[i] != last) {
        direct.add(from[i], to[i]);
        last = from[i];
      }
    }
    return new ItemRedirects(direct.firsts(), direct.seconds());
  }

  /** Each redirected item and its final target. */
  public LongPairs resolved() {
    LongPairs resolved = new LongPairs();
    for (long item : from) {
      long target = target(item);
      if (target != item) {
        resolved.add(item, target);
      }
    }
    return resolved;
  }

  private long target(long item) {
    LongSet passed = new LongSet();
    long at = item;
    for (long next = next(at); next != 0 && passed.add(at); next = next(at)) {
      at = next;
    }
    return next(at) == 0 ? at : smallestOfCycle(at);
  }

  private long smallestOfCycle(long start) {
    long smallest = start;
    for (long at = next(start); at != start; at = next(at)) {
      smallest = Math.min(smallest, at);
    }
    return smallest;
  }

  /** The direct target; 0 if there is none. */
  private long next(long item) {
    int index = LongPairs.lowerBound(from, item);
    return index < from.length && from[index] == item ? to[index] : 0;
  }
}
