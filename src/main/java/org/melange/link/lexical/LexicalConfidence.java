package org.melange.link.lexical;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.melange.kb.name.Candidate.Match;
import org.melange.link.calibrate.ConfidenceFeatures;

/**
 * The features that the confidence of a link without a model is computed from: those of the chosen
 * entity, and how it compares with the other candidates. Immutable.
 */
public final class LexicalConfidence implements ConfidenceFeatures {

  /** Names of the values of {@link #vector()}, in its order. */
  public static final List<String> FEATURES =
      Stream.concat(
              Stream.of(
                  "probability",
                  "log_odds",
                  "log_candidates",
                  "several_labels",
                  "log_other_exact_names",
                  "one_word"),
              LexicalFeature.keys().stream())
          .toList();

  /** The most that log odds count, on either side. */
  private static final double LARGEST_LOG_ODDS = 20;

  private final double[] values;

  private LexicalConfidence(double[] values) {
    this.values = values;
  }

  /**
   * The features of a choice.
   *
   * @param all the candidates
   * @param scores of the candidates, without what {@link LexicalFeature#UNIQUE_LABEL} adds
   * @param chosen the position of the chosen one
   * @param features of the chosen one
   */
  static LexicalConfidence of(NamedCandidates all, double[] scores, int chosen, double[] features) {
    double probability = probability(scores, chosen);
    double logOdds = Math.log(probability) - Math.log1p(-probability);
    double[] choice = {
      probability,
      Math.max(-LARGEST_LOG_ODDS, Math.min(LARGEST_LOG_ODDS, logOdds)),
      Math.log1p(scores.length),
      count(all, Match.EXACT) > 1 ? 1 : 0,
      Math.log1p(count(all, Match.ALIAS) + count(all, Match.FOLDED)),
      all.mention().words().length == 1 ? 1 : 0
    };
    double[] values = Arrays.copyOf(choice, choice.length + features.length);
    System.arraycopy(features, 0, values, choice.length, features.length);
    return new LexicalConfidence(values);
  }

  /** The softmax of the scores. */
  private static double probability(double[] scores, int chosen) {
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - scores[chosen]);
    }
    return 1 / sum;
  }

  private static long count(NamedCandidates all, Match match) {
    return all.candidates().stream().filter(candidate -> candidate.match() == match).count();
  }

  @Override
  public List<String> names() {
    return FEATURES;
  }

  @Override
  public double[] vector() {
    return values.clone();
  }
}
