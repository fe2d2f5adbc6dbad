package org.melange.eval;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What changes between two rankings of the same mentions. Immutable.
 *
 * @param before ranks before
 * @param after ranks of the same mentions, in the same order
 */
public record RankComparison(List<RankedMention> before, List<RankedMention> after) {

  private static final Bootstrap BOOTSTRAP = new Bootstrap(Evaluation.DRAWS, Evaluation.SEED);

  /**
   * Requires the same mentions.
   *
   * @throws IllegalArgumentException if they are not, or there are none
   */
  public RankComparison {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.isEmpty()
        || !before.stream()
            .map(RankedMention::id)
            .toList()
            .equals(after.stream().map(RankedMention::id).toList())) {
      throw new IllegalArgumentException("rankings of no mentions, or of different ones");
    }
  }

  /** Compares two evaluations of the same mentions. */
  public static RankComparison of(Evaluation before, Evaluation after) {
    Map<String, RankedMention> byId =
        after.mentions().stream().collect(Collectors.toMap(RankedMention::id, mention -> mention));
    return new RankComparison(
        before.mentions(), before.mentions().stream().map(m -> byId.get(m.id())).toList());
  }

  /** The mean of a metric after minus that before, with the interval of the paired difference. */
  public Evaluation.Estimate difference(Metric metric) {
    double[] differences =
        IntStream.range(0, before.size())
            .boxed()
            .sorted(Comparator.comparing(i -> before.get(i).id()))
            .mapToDouble(
                i ->
                    metric.ofRank().applyAsDouble(after.get(i).rank())
                        - metric.ofRank().applyAsDouble(before.get(i).rank()))
            .toArray();
    double sum = 0;
    for (double difference : differences) {
      sum += difference;
    }
    return new Evaluation.Estimate(sum / differences.length, BOOTSTRAP.interval(differences));
  }

  /**
   * For how many mentions the right entity comes first.
   *
   * @param both before and after
   * @param onlyBefore before alone
   * @param onlyAfter after alone
   * @param neither in neither ranking
   */
  public record FirstPlaces(int both, int onlyBefore, int onlyAfter, int neither) {}

  /** Counts of mentions by whether their entity comes first. */
  public FirstPlaces firstPlaces() {
    return new FirstPlaces(
        count((x, y) -> x == 1 && y == 1),
        count((x, y) -> x == 1 && y != 1),
        count((x, y) -> x != 1 && y == 1),
        count((x, y) -> x != 1 && y != 1));
  }

  /** Dimensions that the mentions can be broken down by. */
  public SortedSet<String> dimensions() {
    return new Evaluation("before", before).dimensions();
  }

  /** One comparison for each value of a dimension. */
  public SortedMap<String, RankComparison> by(String dimension) {
    Evaluation all = new Evaluation("after", after);
    SortedMap<String, RankComparison> parts = new TreeMap<>();
    new Evaluation("before", before)
        .by(dimension)
        .forEach((value, part) -> parts.put(value, of(part, all)));
    return parts;
  }

  /** How many mentions have another rank. */
  public int changed() {
    return count((x, y) -> x != y);
  }

  /** How many mentions have a smaller rank after. */
  public int better() {
    return count((x, y) -> y < x);
  }

  /** How many mentions are first before or after, but not both. */
  public int firstChanged() {
    return count((x, y) -> (x == 1) != (y == 1));
  }

  private interface Pair {
    boolean test(int before, int after);
  }

  private int count(Pair pair) {
    return (int)
        IntStream.range(0, before.size())
            .filter(i -> pair.test(before.get(i).rank(), after.get(i).rank()))
            .count();
  }

  /** All numbers, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mentions", before.size());
    map.put("rank_changed", changed());
    map.put("rank_better", better());
    map.put("first_changed", firstChanged());
    FirstPlaces first = firstPlaces();
    map.put("first_in_both", first.both());
    map.put("first_only_before", first.onlyBefore());
    map.put("first_only_after", first.onlyAfter());
    map.put("first_in_neither", first.neither());
    for (Metric metric : List.of(Metric.HITS_AT_1, Metric.MRR)) {
      Evaluation.Estimate difference = difference(metric);
      map.put(
          metric.key(),
          List.of(difference.value(), difference.interval().low(), difference.interval().high()));
    }
    return map;
  }

  /** One line about a metric: points of 100 with the interval. */
  public String text(Metric metric) {
    Evaluation.Estimate difference = difference(metric);
    return String.format(
        Locale.ROOT,
        "%s %+.2f points (%+.2f to %+.2f)",
        metric.name(),
        100 * difference.value(),
        100 * difference.interval().low(),
        100 * difference.interval().high());
  }
}
