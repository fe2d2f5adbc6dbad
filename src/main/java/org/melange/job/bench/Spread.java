package org.melange.job.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of one quantity in several rounds.
 *
 * @param low the smallest
 * @param median the middle one, or the mean of the two in the middle
 * @param high the largest
 */
record Spread(double low, double median, double high) {

  /** The spread of at least one value. */
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }

  /** The values by name, with four significant digits. */
  Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    values.put("low", rounded(low));
    values.put("median", rounded(median));
    values.put("high", rounded(high));
    return values;
  }

  private static double rounded(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double unit = Math.pow(10, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
    return Math.round(value * unit) / unit;
  }
}
