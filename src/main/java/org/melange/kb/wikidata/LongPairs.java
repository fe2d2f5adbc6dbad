package org.melange.kb.wikidata;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Pairs of numbers in two arrays, 16 bytes each: millions of them fit the heap of a driver. Not
 * thread-safe.
 */
public final class LongPairs {

  private long[] firsts = new long[16];
  private long[] seconds = new long[16];
  private int size;

  /** Adds a pair. */
  public void add(long first, long second) {
    if (size == firsts.length) {
      firsts = Arrays.copyOf(firsts, grown());
      seconds = Arrays.copyOf(seconds, grown());
    }
    firsts[size] = first;
    seconds[size++] = second;
  }

  private int grown() {
    return size + (size >> 1);
  }

  /** The number of pairs. */
  public int size() {
    return size;
  }

  /** The first number of each pair. */
  public long[] firsts() {
    return Arrays.copyOf(firsts, size);
  }

  /** The second number of each pair. */
  public long[] seconds() {
    return Arrays.copyOf(seconds, size);
  }

  /** These pairs with their numbers exchanged. */
  LongPairs swapped() {
    LongPairs swapped = new LongPairs();
    swapped.firsts = seconds();
    swapped.seconds = firsts();
    swapped.size = size;
    return swapped;
  }

  /** These pairs in the order of their first, then of their second numbers. */
  LongPairs sorted() {
    Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(i -> firsts[i]).thenComparingLong(i -> seconds[i]));
    LongPairs sorted = new LongPairs();
    for (int i : order) {
      sorted.add(firsts[i], seconds[i]);
    }
    return sorted;
  }

  /** The index of the first element of {@code ascending} that is not less than {@code value}. */
  static int lowerBound(long[] ascending, long value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
