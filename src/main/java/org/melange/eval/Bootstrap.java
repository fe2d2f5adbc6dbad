package org.melange.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap (Efron 1979): mentions are drawn with replacement, and the metric of each
 * draw tells how far it would move on another sample of the same size. The mentions are sorted
 * first, so the interval depends on the sample and the seed alone. Immutable.
 */
public final class Bootstrap {

  private static final double OUTSIDE = 0.05;

  private final int draws;
  private final long seed;

  /**
   * @param draws how often to draw; 1,000 gives two digits
   */
  public Bootstrap(int draws, long seed) {
    if (draws < 1) {
      throw new IllegalArgumentException("draws must be positive: " + draws);
    }
    this.draws = draws;
    this.seed = seed;
  }

  /**
   * An interval that holds 95 % of the draws.
   *
   * @param low its lower end
   * @param high its upper end
   */
  public record Interval(double low, double high) {}

  /**
   * The interval of a metric.
   *
   * @param mentions at least one
   */
  public Interval of(Metric metric, List<RankedMention> mentions) {
    double[] values =
        mentions.stream()
            .sorted(Comparator.comparing(RankedMention::id))
            .mapToDouble(mention -> metric.ofRank().applyAsDouble(mention.rank()))
            .toArray();
    return interval(values);
  }

  /**
   * The interval of the mean of {@code values}.
   *
   * @param values one of each mention, in the order of their ids
   */
  Interval interval(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no mentions to draw from");
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[draw] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(quantile(means, OUTSIDE / 2), quantile(means, 1 - OUTSIDE / 2));
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
