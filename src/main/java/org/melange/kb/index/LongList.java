package org.melange.kb.index;

import java.util.Arrays;

/** A growing array of numbers. Not thread-safe. */
public final class LongList {

  private long[] values = new long[64];
  private int size;
  private long bits;

  /** Appends a number. */
  public void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
    bits |= value;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The {@code i}-th. */
  public long get(int i) {
    return values[i];
  }

  /** The bits that any of them has. */
  long bits() {
    return bits;
  }
}
