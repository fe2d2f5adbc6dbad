package org.melange.kb.name;

import java.util.Arrays;

/**
 * Sums amounts per name number, in an open-addressing hash table, and lists the names whose sums
 * reach a least one. The table is reused, as much of it as a query needs. Not thread-safe.
 */
final class OverlapCounter {

  private static final int ESTIMATES = 1 << 14;

  /**
   * The name plus 1 in the upper half, its sum in the lower one, for one cache line has both; 0 if
   * the place is free. The loops below have few branches, for most would be mispredicted.
   */
  private final long[] entries;

  /** The places of names that reached the least sum, in the order in which they did. */
  private final int[] reached;

  /** No less than the count of each name; no count exceeds the postings of a query. */
  private final short[] estimates = new short[ESTIMATES];

  private int mask;
  private int least;
  private int size;

  /** A counter for at most {@code names} distinct names. */
  OverlapCounter(int names) {
    this.entries = new long[length(names)];
    this.reached = new int[names];
    start(names, 1);
  }

  /** At most half of the places are occupied, so that searches are short. */
  private static int length(int names) {
    return Integer.highestOneBit(Math.max(4, names)) * 4;
  }

  /**
   * Removes all names.
   *
   * @param names how many distinct names may be added
   * @param least the least sum of the names that are listed, positive
   */
  void start(int names, int least) {
    int length = length(names);
    Arrays.fill(entries, 0, length, 0);
    this.mask = length - 1;
    this.least = least;
    this.size = 0;
  }

  /**
   * Adds 1 to the sums of the first {@code count} of {@code names} after removing all others. Names
   * that cannot reach the least sum are left out, so that the table stays small: they are told by
   * counts of the lower bits of names. Changes the order of {@code names}.
   *
   * @param least the least sum of the names that are listed, positive
   */
  void count(int[] names, int count, int least) {
    Arrays.fill(estimates, (short) 0);
    for (int i = 0; i < count; i++) {
      estimates[names[i] & ESTIMATES - 1]++;
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      names[kept] = names[i];
      kept += estimates[names[i] & ESTIMATES - 1] >= least ? 1 : 0;
    }
    start(kept, least);
    add(names, 0, kept, 1);
  }

  /** Adds a positive amount to the sums of {@code names} from {@code from} to {@code to}. */
  void add(int[] names, int from, int to, int amount) {
    for (int i = from; i < to; i++) {
      int key = names[i] + 1;
      int place = place(key);
      add(place, (long) key << 32 | entries[place], amount);
    }
  }

  private void add(int place, long entry, int amount) {
    entries[place] = entry + amount;
    int before = (int) entry;
    if (before + amount >= least && before < least) {
      reached[size++] = place;
    }
  }

  private int place(int key) {
    int place = ((key * 0x9E3779B9) >>> 7) & mask;
    int found = (int) (entries[place] >>> 32);
    while ((long) found * (found ^ key) != 0) { // neither free nor the same
      place = (place + 1) & mask;
      found = (int) (entries[place] >>> 32);
    }
    return place;
  }

  /** The number of names that reached the least sum. */
  int size() {
    return size;
  }

  /** The {@code i}-th of them. */
  int name(int i) {
    return (int) (entries[reached[i]] >>> 32) - 1;
  }

  /** The sum of the {@code i}-th. */
  int amount(int i) {
    return (int) entries[reached[i]];
  }
}
