package org.melange.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows of each stratum a sample has. Each stratum has at least one while there are enough.
 * The others go one by one to the stratum with the largest quotient of its weight and its rows so
 * far (D'Hondt). Ties are broken by name, so the result depends on the sizes alone.
 */
public final class Allocation {

  private Allocation() {}

  /** The same number from each stratum, as far as it has as many. */
  public static Map<String, Long> equal(Map<String, Long> sizes, long total) {
    return of(sizes, total, 0);
  }

  /** Proportional to the square root of a stratum's size. */
  public static Map<String, Long> bySquareRoot(Map<String, Long> sizes, long total) {
    return of(sizes, total, 0.5);
  }

  private static Map<String, Long> of(Map<String, Long> sizes, long total, double power) {
    Map<String, Long> taken = new TreeMap<>();
    sizes.forEach((name, size) -> taken.put(name, 0L));
    for (long i = 0; i < total; i++) {
      String next = null;
      double best = 0;
      for (Map.Entry<String, Long> stratum : taken.entrySet()) {
        long size = sizes.get(stratum.getKey());
        double quotient = stratum.getValue() < size ? quotient(size, stratum, power) : 0;
        if (quotient > best) {
          best = quotient;
          next = stratum.getKey();
        }
      }
      if (next == null) {
        break;
      }
      taken.merge(next, 1L, Long::sum);
    }
    return taken;
  }

  private static double quotient(long size, Map.Entry<String, Long> stratum, double power) {
    return stratum.getValue() == 0
        ? Double.MAX_VALUE
        : Math.pow((double) size, power) / (stratum.getValue() + 1);
  }
}
