package org.melange.kb.name;

import java.util.Arrays;

/** Sums amounts per name number, in an open-addressing hash table for one query. */
final class OverlapCounter {

  private static final int EMPTY = -1;

  private final int[] names;
  private final int[] amounts;

  /** A counter for at most {@code names} distinct names. */
  OverlapCounter(int names) {
    int length = Integer.highestOneBit(Math.max(4, names)) * 2;
    this.names = new int[length];
    this.amounts = new int[length];
    Arrays.fill(this.names, EMPTY);
  }

  void add(int name, int amount) {
    int place = place(name);
    names[place] = name;
    amounts[place] += amount;
  }

  /** Calls {@code visitor} for every name, in no particular order. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < names.length; i++) {
      if (names[i] != EMPTY) {
        visitor.visit(names[i], amounts[i]);
      }
    }
  }

  private int place(int name) {
    int mask = names.length - 1;
    int place = ((name * 0x9E3779B9) >>> 7) & mask;
    while (names[place] != EMPTY && names[place] != name) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Takes a name and its sum. */
  interface Visitor {
    /** Takes one name. */
    void visit(int name, int amount);
  }
}
