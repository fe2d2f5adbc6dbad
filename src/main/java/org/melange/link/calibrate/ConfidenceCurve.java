package org.melange.link.calibrate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * From {@link ConfidenceFeatures} to the probability that a link is right: a logistic regression,
 * followed, where one was fitted, by an isotonic one (Zadrozny and Elkan 2002), which bends the
 * logistic curve to the shares that were observed. Immutable.
 *
 * @param features names of the features
 * @param weights of the features
 * @param intercept added to the weighted sum; together the logit
 * @param logits ascending; where the isotonic curve has its corners. Empty for a logistic curve
 * @param shares the curve's values there, ascending; straight lines in between, flat outside
 */
public record ConfidenceCurve(
    List<String> features,
    List<Double> weights,
    double intercept,
    List<Double> logits,
    List<Double> shares)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if the values do not define a curve
   */
  public ConfidenceCurve {
    features = List.copyOf(features);
    weights = List.copyOf(weights);
    logits = List.copyOf(logits);
    shares = List.copyOf(shares);
    require(weights.size() == features.size(), "there must be a weight for each feature");
    require(logits.size() == shares.size(), "logits and shares must be equally many");
    require(rising(logits) && rising(shares), "logits and shares must rise");
    require(shares.stream().allMatch(s -> s >= 0 && s <= 1), "shares must lie between 0 and 1");
    require(weights.stream().allMatch(Double::isFinite), "weights must be finite");
    require(Double.isFinite(intercept), "the intercept must be finite");
  }

  /** A curve over {@link CalibrationFeatures}. */
  public ConfidenceCurve(
      List<Double> weights, double intercept, List<Double> logits, List<Double> shares) {
    this(CalibrationFeatures.FEATURES, weights, intercept, logits, shares);
  }

  /** A logistic curve alone, over {@link CalibrationFeatures}. */
  public static ConfidenceCurve logistic(List<Double> weights, double intercept) {
    return logistic(CalibrationFeatures.FEATURES, weights, intercept);
  }

  /** A logistic curve alone. */
  public static ConfidenceCurve logistic(
      List<String> features, List<Double> weights, double intercept) {
    return new ConfidenceCurve(features, weights, intercept, List.of(), List.of());
  }

  /** The method: {@code logistic} or {@code isotonic}. */
  public String method() {
    return logits.isEmpty() ? "logistic" : "isotonic";
  }

  /** The weighted sum of the features. */
  public double logit(ConfidenceFeatures evidence) {
    double[] values = evidence.vector();
    double sum = intercept;
    for (int i = 0; i < values.length; i++) {
      sum += weights.get(i) * values[i];
    }
    return sum;
  }

  /** The probability that the best entity is the right one. */
  public double confidence(ConfidenceFeatures evidence) {
    double logit = logit(evidence);
    return logits.isEmpty() ? 1 / (1 + Math.exp(-logit)) : interpolated(logit);
  }

  private double interpolated(double logit) {
    int last = logits.size() - 1;
    double[] corners = logits.stream().mapToDouble(Double::doubleValue).toArray();
    int found = Arrays.binarySearch(corners, logit);
    int right = found >= 0 ? found : -found - 1;
    if (right == 0 || found >= 0 || right > last) {
      return shares.get(Math.min(right, last));
    }
    double share = (logit - corners[right - 1]) / (corners[right] - corners[right - 1]);
    return shares.get(right - 1) + share * (shares.get(right) - shares.get(right - 1));
  }

  private static boolean rising(List<Double> values) {
    for (int i = 1; i < values.size(); i++) {
      if (!(values.get(i) >= values.get(i - 1))) {
        return false;
      }
    }
    return values.stream().allMatch(Double::isFinite);
  }

  private static void require(boolean valid, String otherwise) {
    if (!valid) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
