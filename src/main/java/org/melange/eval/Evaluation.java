package org.melange.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The metrics of one system on one set of mentions, in total and by group. Immutable.
 *
 * @param system what ranked: the model, or a baseline
 * @param mentions whose right entities were looked for
 */
public record Evaluation(String system, List<RankedMention> mentions) {

  /** How often mentions are drawn for an interval. */
  public static final int DRAWS = 1_000;

  /** Decides the draws. */
  public static final long SEED = 43;

  private static final Bootstrap BOOTSTRAP = new Bootstrap(DRAWS, SEED);

  /** Copies the mentions. */
  public Evaluation {
    mentions = List.copyOf(mentions);
  }

  /**
   * A metric with its 95 % interval.
   *
   * @param value the mean over the mentions
   * @param interval by bootstrap
   */
  public record Estimate(double value, Bootstrap.Interval interval) {}

  /** All metrics, in order; empty without mentions. */
  public Map<Metric, Estimate> estimates() {
    Map<Metric, Estimate> estimates = new LinkedHashMap<>();
    for (Metric metric : Metric.ALL) {
      metric
          .of(mentions)
          .ifPresent(
              value -> estimates.put(metric, new Estimate(value, BOOTSTRAP.of(metric, mentions))));
    }
    return estimates;
  }

  /** The mean rank of the entities that were ranked. */
  public OptionalDouble meanRank() {
    return mentions.stream().filter(RankedMention::found).mapToInt(RankedMention::rank).average();
  }

  /** Dimensions that the mentions can be broken down by. */
  public SortedSet<String> dimensions() {
    return mentions.stream()
        .flatMap(mention -> mention.groups().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One evaluation for each value of a dimension. */
  public SortedMap<String, Evaluation> by(String dimension) {
    Map<String, List<RankedMention>> groups =
        mentions.stream()
            .filter(mention -> mention.groups().containsKey(dimension))
            .collect(Collectors.groupingBy(mention -> mention.groups().get(dimension)));
    SortedMap<String, Evaluation> evaluations = new TreeMap<>();
    groups.forEach((value, members) -> evaluations.put(value, new Evaluation(system, members)));
    return evaluations;
  }
}
