package org.melange.kb.name;

import java.util.Arrays;

/**
 * Sums amounts per name number, in an open-addressing hash table. {@link #clear} makes it ready for
 * another query without a new allocation. Not thread-safe.
 */
final class OverlapCounter {

  private static final long EMPTY = -1;

  /** The name in the upper half, its sum in the lower one: one cache line for both. */
  private final long[] entries;

  /** The occupied places, in the order in which names came. */
  private final int[] places;

  private int size;

  /** A counter for at most {@code names} distinct names. */
  OverlapCounter(int names) {
    int length = Integer.highestOneBit(Math.max(4, names)) * 2;
    this.entries = new long[length];
    this.places = new int[length];
    Arrays.fill(entries, EMPTY);
  }

  /** Removes all names. */
  void clear() {
    for (int i = 0; i < size; i++) {
      entries[places[i]] = EMPTY;
    }
    size = 0;
  }

  /** Adds a positive amount to the sums of the first {@code count} of {@code names}. */
  void add(int[] names, int count, int amount) {
    for (int i = 0; i < count; i++) {
      add(names[i], amount);
    }
  }

  /** The same for those that have a sum. */
  void addToKnown(int[] names, int count, int amount) {
    for (int i = 0; i < count; i++) {
      addToKnown(names[i], amount);
    }
  }

  private void add(int name, int amount) {
    int place = place(name);
    long entry = entries[place];
    if (entry == EMPTY) {
      entry = (long) name << 32;
      places[size++] = place;
    }
    entries[place] = entry + amount;
  }

  private void addToKnown(int name, int amount) {
    int place = place(name);
    if (entries[place] != EMPTY) {
      entries[place] += amount;
    }
  }

  private int place(int name) {
    int mask = entries.length - 1;
    int place = ((name * 0x9E3779B9) >>> 7) & mask;
    long entry = entries[place];
    while (entry != EMPTY && (int) (entry >>> 32) != name) {
      place = (place + 1) & mask;
      entry = entries[place];
    }
    return place;
  }

  /** The number of distinct names. */
  int size() {
    return size;
  }

  /** The {@code i}-th name, in the order in which they came. */
  int name(int i) {
    return (int) (entries[places[i]] >>> 32);
  }

  /** The sum of the {@code i}-th name. */
  int amount(int i) {
    return (int) entries[places[i]];
  }
}
