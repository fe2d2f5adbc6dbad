package org.melange.kb.wikidata;

import java.util.Arrays;

/** A set of positive numbers: a hash table with linear probing. Not thread-safe. */
final class LongSet {

  private long[] slots = new long[64];
  private int size;

  /** Adds a number; false if it was there. */
  boolean add(long value) {
    if (size * 2 >= slots.length) {
      grow();
    }
    int slot = slot(slots, value);
    if (slots[slot] == value) {
      return false;
    }
    slots[slot] = value;
    size++;
    return true;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long value : slots) {
      if (value != 0) {
        larger[slot(larger, value)] = value;
      }
    }
    slots = larger;
  }

  private static int slot(long[] slots, long value) {
    int mask = slots.length - 1;
    int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[slot] != 0 && slots[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The numbers, ascending. */
  long[] sorted() {
    return Arrays.stream(slots).filter(value -> value != 0).sorted().toArray();
  }
}
