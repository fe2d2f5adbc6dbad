package org.melange.link.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.melange.link.row.PairScore;
import org.melange.run.JobException;

/** Curves, rules, and the file that keeps them. */
class CalibrationTest {

  private static final PairScore BEST = new PairScore(3, 4, 2, 3);
  private static final PairScore SECOND = new PairScore(1, 1, 1, 1);
  private static final CalibrationFeatures SURE =
      CalibrationFeatures.of(BEST, SECOND, 4, true, false);
  private static final CalibrationFeatures UNSURE =
      CalibrationFeatures.of(SECOND, null, 1, false, true);

  /** Confidence from the margin alone. */
  private static final LinkingMode NAMES = new LinkingMode("names", 0);

  private static final ConfidenceCurve LOGISTIC =
      ConfidenceCurve.logistic(List.of(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), -1);

  private static final ConfidenceCurve ISOTONIC =
      new ConfidenceCurve(
          LOGISTIC.weights(), -1, List.of(-1.0, 0.0, 2.0), List.of(0.25, 0.5, 0.75));

  @Test
  void featuresFollowFromTheScores() {
    assertThat(SURE.vector()).containsExactly(3, 4, 2, 1, 2, Math.log(5), 1, 0);
    assertThat(UNSURE.vector()).containsExactly(1, 1, 1, 0, 0, Math.log(2), 0, 1);
    assertThat(CalibrationFeatures.FEATURES).hasSameSizeAs(SURE.vector());
  }

  @Test
  void confidencesFollowTheCurve() {
    assertThat(LOGISTIC.confidence(SURE)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
    assertThat(ISOTONIC.confidence(SURE)).isCloseTo(0.625, within(1e-12));
    assertThat(ISOTONIC.confidence(UNSURE)).isEqualTo(0.25);
    assertThat(ISOTONIC.confidence(margin(100))).isEqualTo(0.75);
    assertThat(ISOTONIC.confidence(margin(-100))).isEqualTo(0.25);
    double before = 0;
    for (float margin = -2; margin < 4; margin += 0.1f) {
      double now = ISOTONIC.confidence(margin(margin));
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  private static CalibrationFeatures margin(float margin) {
    return CalibrationFeatures.of(
        new PairScore(margin, 0, 0, 0), new PairScore(0, 0, 0, 0), 1, true, true);
  }

  @Test
  void everyFeatureHasItsWeight() {
    ConfidenceCurve curve =
        ConfidenceCurve.logistic(List.of(1.0, 0.5, 0.25, 8.0, -1.0, 2.0, 16.0, -4.0), 3);
    assertThat(curve.logit(SURE))
        .isCloseTo(3 + 3 + 2 + 0.5 + 8 - 2 + 2 * Math.log(5) + 16, within(1e-12));
    assertThat(curve.logit(UNSURE))
        .isCloseTo(3 + 1 + 0.5 + 0.25 + 2 * Math.log(2) - 4, within(1e-12));
  }

  @Test
  void anIsotonicCurveGoesThroughItsCorners() {
    // the logit is the margin less one
    assertThat(ISOTONIC.confidence(margin(0))).isEqualTo(0.25);
    assertThat(ISOTONIC.confidence(margin(1))).isEqualTo(0.5);
    assertThat(ISOTONIC.confidence(margin(3))).isEqualTo(0.75);
    assertThat(ISOTONIC.confidence(margin(0.5f))).isEqualTo(0.375);
    ConfidenceCurve certain = curve(List.of(0.0), List.of(1.0));
    assertThat(certain.confidence(margin(-9))).isEqualTo(1);
    assertThat(certain.confidence(margin(9))).isEqualTo(1);
    ConfidenceCurve step = curve(List.of(0.0, 0.0, 1.0), List.of(0.0, 1.0, 1.0));
    assertThat(step.confidence(margin(-1))).isZero();
    assertThat(step.confidence(margin(0.5f))).isEqualTo(1);
  }

  @Test
  void invalidCurvesAreRefused() {
    List<Double> weights = LOGISTIC.weights();
    assertRefused("weight for each", () -> ConfidenceCurve.logistic(List.of(1.0), 0));
    assertRefused("finite", () -> ConfidenceCurve.logistic(weights, Double.NaN));
    List<Double> endless = new ArrayList<>(weights);
    endless.set(7, Double.POSITIVE_INFINITY);
    assertRefused("weights must be finite", () -> ConfidenceCurve.logistic(endless, 0));
    assertRefused("rise", () -> curve(List.of(0.0, Double.NaN), List.of(0.1, 0.2)));
    assertRefused("rise", () -> curve(List.of(Double.NEGATIVE_INFINITY, 0.0), List.of(0.1, 0.2)));
    assertRefused("between 0 and 1", () -> curve(List.of(0.0), List.of(-0.1)));
    assertRefused("rise", () -> curve(List.of(1.0, 0.0), List.of(0.1, 0.2)));
    assertRefused("rise", () -> curve(List.of(0.0, 1.0), List.of(0.2, 0.1)));
    assertRefused("equally many", () -> curve(List.of(0.0), List.of()));
    assertRefused("between 0 and 1", () -> curve(List.of(0.0), List.of(1.5)));
  }

  private static ConfidenceCurve curve(List<Double> logits, List<Double> shares) {
    return new ConfidenceCurve(LOGISTIC.weights(), 0, logits, shares);
  }

  private static void assertRefused(
      String fault, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aRuleHasTheCalibrationsThresholdUnlessAnotherIsGiven() {
    Optional<Calibration> made = Optional.of(calibration(ISOTONIC));
    NilThreshold rule = NilThreshold.of(made, OptionalDouble.empty());
    assertThat(rule.keeps(rule.confidence(SURE))).isTrue();
    assertThat(rule.keeps(rule.confidence(UNSURE))).isFalse();
    assertThat(NilThreshold.of(made, OptionalDouble.of(0)).keeps(0.0)).isTrue();
    NilThreshold none = NilThreshold.of(Optional.empty(), OptionalDouble.empty());
    assertThat(none.confidence(UNSURE)).isNull();
    assertThat(none.keeps(null)).isTrue();
    assertThat(NilThreshold.of(made, OptionalDouble.of(0.5)).keeps(0.5)).isTrue();
    assertThat(NilThreshold.of(made, OptionalDouble.of(0.5)).keeps(Math.nextDown(0.5))).isFalse();
    assertThat(NilThreshold.of(Optional.empty(), OptionalDouble.of(0.9)).keeps(null)).isTrue();
  }

  @Test
  void aFileIsReadAsItWasWritten() {
    for (ConfidenceCurve curve : List.of(LOGISTIC, ISOTONIC)) {
      Calibration made = calibration(curve);
      Calibration read = Calibration.parse(made.toJson(), "m");
      assertThat(read).isEqualTo(made);
      assertThat(read.version()).isEqualTo(made.version()).hasSize(16);
      assertThat(read.toJson()).isEqualTo(made.toJson());
    }
  }

  @Test
  void editedFilesAndOtherKindsAreRefused() {
    String json = calibration(ISOTONIC).toJson();
    assertUnusable(json.replace("\"threshold\" : 0.5", "\"threshold\" : 0.1"), "changed");
    assertUnusable(json.replace("\"format\" : 1", "\"format\" : 2"), "format 2");
    assertUnusable(json.replace("\"calibration\"", "\"model\""), "it is model");
    assertUnusable(json.replace("\"margin\"", "\"gap\""), "judges by");
    assertUnusable(json.replace("\"intercept\"", "\"offset\""), "cannot be used");
    assertUnusable(json.substring(5), "not JSON");
  }

  private static void assertUnusable(String json, String fault) {
    assertThatThrownBy(() -> Calibration.parse(json, "m"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("m/calibration.json")
        .hasMessageContaining(fault);
  }

  @Test
  void anotherModelKnowledgeBaseOrModeIsRefused() {
    Calibration made = calibration(LOGISTIC);
    made.requireFit("m", "model-1", "kb-1", NAMES);
    made.requireFit("m", "model-1", null, NAMES);
    assertUnfit(() -> made.requireFit("m", "model-2", "kb-1", NAMES), "of model model-1");
    assertUnfit(() -> made.requireFit("m", "model-1", "kb-2", NAMES), "stale", "kb-1", "kb-2");
    assertUnfit(
        () -> made.requireFit("m", "model-1", "kb-1", new LinkingMode("all", 0)),
        "made with link.candidates=names",
        "this run has link.candidates=all");
    assertUnfit(
        () -> made.requireFit("m", "model-1", "kb-1", new LinkingMode("names", 0.2)),
        "link.name-prior=0.0, this run has",
        "link.name-prior=0.2");
  }

  @Test
  void aNamePriorIsWrittenOnlyIfThereIsOne() {
    Calibration plain = calibration(LOGISTIC);
    assertThat(plain.toJson()).doesNotContain("name_prior");
    Calibration lifted =
        new Calibration(
            "model-1", "kb-1", new LinkingMode("all", 0.25), LOGISTIC, 0.5, plain.facts());
    assertThat(Calibration.parse(lifted.toJson(), "m")).isEqualTo(lifted);
    assertThat(lifted.version()).isNotEqualTo(plain.version());
  }

  private static void assertUnfit(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("run calibrate again");
  }

  private static Calibration calibration(ConfidenceCurve curve) {
    return new Calibration(
        "model-1",
        "kb-1",
        NAMES,
        curve,
        0.5,
        Map.of("mentions", 12, "seed", 43, "precision", 0.9, "list", Collections.emptyList()));
  }
}
