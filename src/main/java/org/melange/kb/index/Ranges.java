package org.melange.kb.index;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Consecutive ranges of numbers from 0 on. Immutable. */
public final class Ranges {

  /** Start of each range, and the end of the last. */
  private final int[] starts;

  private Ranges(int[] starts) {
    this.starts = starts;
  }

  /**
   * Ranges of given sizes.
   *
   * @throws ArithmeticException if there are more than 2<sup>31</sup> numbers
   */
  public static Ranges ofSizes(int count, IntUnaryOperator size) {
    int[] starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i + 1] = Math.addExact(starts[i], size.applyAsInt(i));
    }
    return new Ranges(starts);
  }

  /** The first number of a range. */
  public int start(int range) {
    return starts[range];
  }

  /** One past the last number. */
  public int end() {
    return starts[starts.length - 1];
  }

  /** The range of a number. */
  public int find(int number) {
    if (starts.length == 2) {
      return 0;
    }
    int at = Arrays.binarySearch(starts, number);
    if (at < 0) {
      return -at - 2;
    }
    while (starts[at + 1] == number) { // empty ranges
      at++;
    }
    return at;
  }
}
