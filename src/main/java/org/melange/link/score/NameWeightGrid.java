package org.melange.link.score;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The weights of names that a fit compares: 0 and the powers of two from 2⁻⁸ to 2¹⁰, ascending.
 * They cover scores of cosines, which are at most 1, and of matchers, which are some tens.
 */
public final class NameWeightGrid {

  private static final int LEAST = -8;
  private static final int LARGEST = 10;
  private static final double[] WEIGHTS =
      DoubleStream.concat(
              DoubleStream.of(0),
              IntStream.rangeClosed(LEAST, LARGEST).mapToDouble(exponent -> Math.pow(2, exponent)))
          .toArray();

  private NameWeightGrid() {}

  /** The weights, ascending. */
  public static double[] weights() {
    return WEIGHTS.clone();
  }

  /**
   * The weight with the most right links, the smallest of several.
   *
   * @param right links that are right with each weight
   * @param positive whether there must be a weight, because a floor depends on it
   * @throws IllegalArgumentException if there is not one number for each weight
   */
  public static double best(long[] right, boolean positive) {
    if (right.length != WEIGHTS.length) {
      throw new IllegalArgumentException(right.length + " counts, " + WEIGHTS.length + " weights");
    }
    int best = positive ? 1 : 0;
    for (int i = best + 1; i < right.length; i++) {
      if (right[i] > right[best]) {
        best = i;
      }
    }
    return WEIGHTS[best];
  }
}
