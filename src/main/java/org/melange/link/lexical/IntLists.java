package org.melange.link.lexical;

import java.util.Arrays;

/** Lists of ints in one flat array. Immutable, thread-safe. */
final class IntLists {

  private final int[] ends;
  private final int[] values;

  private IntLists(int[] ends, int[] values) {
    this.ends = ends;
    this.values = values;
  }

  /** The position in {@link #value} of the first value of list {@code i}. */
  int from(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** One past the position of its last value. */
  int to(int i) {
    return ends[i];
  }

  int length(int i) {
    return to(i) - from(i);
  }

  int value(int at) {
    return values[at];
  }

  /** Whether list {@code i}, which is sorted, contains {@code value}. */
  boolean contains(int i, int value) {
    return Arrays.binarySearch(values, from(i), to(i), value) >= 0;
  }

  /** Collects lists, one after the other. Not thread-safe. */
  static final class Builder {
    private int[] ends = new int[64];
    private int[] values = new int[256];
    private int lists;
    private int count;

    void add(int[] list) {
      if (count + list.length > values.length) {
        values = Arrays.copyOf(values, Math.max(count + list.length, values.length * 2));
      }
      System.arraycopy(list, 0, values, count, list.length);
      count += list.length;
      if (lists == ends.length) {
        ends = Arrays.copyOf(ends, lists * 2);
      }
      ends[lists++] = count;
    }

    /** The number of lists so far. */
    int size() {
      return lists;
    }

    IntLists build() {
      return new IntLists(Arrays.copyOf(ends, lists), Arrays.copyOf(values, count));
    }
  }
}
