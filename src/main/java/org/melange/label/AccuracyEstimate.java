package org.melange.label;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The accuracy of all links, estimated from a stratified sample: the mean of the strata's
 * accuracies, weighted by their sizes. Links without an answer are taken to be like the others of
 * their stratum. The interval is that of a normal distribution with the variances of the strata
 * (Cochran, Sampling Techniques, 1977, chapter 5). A stratum's variance is computed after one right
 * and one wrong answer are added, because otherwise few equal answers would have none.
 *
 * @param accuracy the estimate; NaN without an answer
 * @param low the lower bound of the 95 % interval
 * @param high the upper bound of the 95 % interval
 * @param answers the number of answers
 * @param covered the share of the links that are in strata with an answer
 */
public record AccuracyEstimate(
    double accuracy, double low, double high, long answers, double covered) {

  private static final double STANDARD_DEVIATIONS = 1.96;

  /** One stratum: its size, its answers, and how many of them say that a link is right. */
  private record Stratum(double size, long answers, long right) {

    static Stratum of(List<LabeledLink> links) {
      double size = links.stream().mapToDouble(LabeledLink::weight).sum();
      List<Boolean> answers = links.stream().flatMap(link -> link.correct().stream()).toList();
      return new Stratum(
          size, answers.size(), answers.stream().filter(Boolean::booleanValue).count());
    }

    double accuracy() {
      return (double) right / answers;
    }

    /** Of the accuracy, with the correction for a finite population. */
    double variance() {
      double p = (right + 1.0) / (answers + 2.0);
      double unseen = Math.max(0, 1 - answers / size);
      return p * (1 - p) / answers * unseen;
    }
  }

  /** Estimates from all links of a sample, answered or not. */
  public static AccuracyEstimate of(List<LabeledLink> links) {
    Map<String, List<LabeledLink>> strata =
        links.stream()
            .collect(
                Collectors.groupingBy(LabeledLink::stratum, TreeMap::new, Collectors.toList()));
    List<Stratum> all = strata.values().stream().map(Stratum::of).toList();
    List<Stratum> answered = all.stream().filter(stratum -> stratum.answers() > 0).toList();
    double size = answered.stream().mapToDouble(Stratum::size).sum();
    double accuracy = 0;
    double variance = 0;
    for (Stratum stratum : answered) {
      double share = stratum.size() / size;
      accuracy += share * stratum.accuracy();
      variance += share * share * stratum.variance();
    }
    double half = STANDARD_DEVIATIONS * Math.sqrt(variance);
    return new AccuracyEstimate(
        answered.isEmpty() ? Double.NaN : accuracy,
        Math.max(0, accuracy - half),
        Math.min(1, accuracy + half),
        answered.stream().mapToLong(Stratum::answers).sum(),
        size / Math.max(1, all.stream().mapToDouble(Stratum::size).sum()));
  }
}
