package org.melange.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.melange.config.CalibrationSettings;
import org.melange.config.CalibrationSettings.CalibrationMethod;
import org.melange.eval.Confidences;
import org.melange.eval.Judged;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.run.JobException;
import org.melange.spark.learn.ConfidenceFitter;
import org.melange.spark.learn.ConfidenceFitter.Curves;
import org.melange.spark.learn.HeldOut.Choice;

/**
 * Cross-validation of confidences: each fold gets confidences from regressions that were fitted on
 * the other folds. Method, threshold and all reported numbers come from these confidences. The
 * final regression is fitted on all mentions.
 *
 * @param settings target precision, method and folds
 * @param fitter fits the regressions
 */
record CalibrationFolds(CalibrationSettings settings, ConfidenceFitter fitter) {

  /**
   * A calibration and its evaluation.
   *
   * @param curve the regression, fitted on all mentions
   * @param judged every mention with its confidence, from cross-validation unless it is checked
   * @param point the chosen threshold with its precision and coverage
   * @param reached whether the target precision is reached there
   * @param brier the Brier score of each method
   */
  record Result(
      ConfidenceCurve curve,
      Confidences judged,
      Confidences.Point point,
      boolean reached,
      Map<String, Double> brier) {

    /**
     * An existing calibration, judged on mentions that it was not fitted on.
     *
     * @param targetPrecision the precision that counts as reached
     */
    static Result of(Calibration calibration, List<Choice> choices, double targetPrecision) {
      ConfidenceCurve curve = calibration.curve();
      Confidences judged =
          new Confidences(choices.stream().map(choice -> judge(choice, curve)).toList());
      Confidences.Point point = judged.at(calibration.threshold());
      return new Result(
          curve,
          judged,
          point,
          point.precision() >= targetPrecision,
          Map.of(curve.method(), judged.brier()));
    }

    /** The numbers to report. */
    Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      long linkable = judged.mentions().stream().filter(Judged::linkable).count();
      facts.put("mentions", (long) judged.mentions().size());
      facts.put("mentions_without_entity", judged.mentions().size() - linkable);
      facts.put(
          "mentions_without_candidate", (long) (judged.mentions().size() - judged.chosen().size()));
      facts.put("method", curve.method());
      facts.put("expected_calibration_error", rounded(judged.calibrationError()));
      brier.forEach((method, score) -> facts.put("brier_" + method, rounded(score)));
      facts.put("threshold", rounded(point.threshold()));
      facts.put("target_reached", reached);
      facts.put("precision", rounded(point.precision()));
      facts.put("coverage", rounded(point.coverage()));
      facts.put("recall", rounded(point.recall()));
      facts.put("nil_recall", rounded(point.nilFound()));
      facts.put("precision_without_threshold", rounded(judged.at(0).precision()));
      return facts;
    }

    private static double rounded(double value) {
      return Math.round(value * 1e6) / 1e6;
    }
  }

  /** A choice with the regressions that were fitted without its fold. */
  private record Judgement(Choice choice, Curves curves) {

    Judged by(CalibrationMethod method) {
      return judge(
          choice, method == CalibrationMethod.ISOTONIC ? curves.isotonic() : curves.logistic());
    }
  }

  private static Judged judge(Choice choice, ConfidenceCurve curve) {
    double confidence = choice.evidence().map(curve::confidence).orElse(Judged.NO_LINK);
    return new Judged(confidence, choice.right(), choice.linkable());
  }

  /**
   * Fits and judges.
   *
   * @throws org.melange.run.JobException if there are too few mentions
   */
  Result fit(List<Choice> choices) {
    fitter.check(choices);
    requireSeveral(choices);
    Curves whole = fitter.fit(choices);
    List<Judgement> judgements = judgements(choices);
    Map<String, Double> brier = new TreeMap<>();
    brier.put("logistic", judged(judgements, CalibrationMethod.LOGISTIC).brier());
    brier.put("isotonic", judged(judgements, CalibrationMethod.ISOTONIC).brier());
    CalibrationMethod method = method(brier);
    Confidences all = judged(judgements, method);
    int fewest = Math.max(10, all.mentions().size() / 100);
    Optional<Confidences.Point> reached = all.reaching(settings.targetPrecision(), fewest);
    return new Result(
        method == CalibrationMethod.ISOTONIC ? whole.isotonic() : whole.logistic(),
        all,
        reached.orElseGet(() -> all.mostPrecise(fewest)),
        reached.isPresent(),
        brier);
  }

  private void requireSeveral(List<Choice> choices) {
    long parts =
        choices.stream().filter(c -> c.evidence().isPresent()).map(Choice::fold).distinct().count();
    if (parts < 2) {
      throw JobException.input(
          String.format(
              Locale.ROOT,
              "all mentions with a candidate are in one of calibrate.folds=%d folds: use more"
                  + " posts or another calibrate.seed",
              settings.folds()));
    }
  }

  private CalibrationMethod method(Map<String, Double> brier) {
    if (settings.method() != CalibrationMethod.AUTO) {
      return settings.method();
    }
    return brier.get("isotonic") < brier.get("logistic")
        ? CalibrationMethod.ISOTONIC
        : CalibrationMethod.LOGISTIC;
  }

  private List<Judgement> judgements(List<Choice> choices) {
    Map<Integer, List<Choice>> folds =
        choices.stream()
            .collect(Collectors.groupingBy(Choice::fold, TreeMap::new, Collectors.toList()));
    List<Judgement> judgements = new ArrayList<>();
    folds.forEach(
        (fold, members) -> {
          Curves others = fitter.fit(choices.stream().filter(c -> c.fold() != fold).toList());
          members.forEach(choice -> judgements.add(new Judgement(choice, others)));
        });
    judgements.sort(Comparator.comparing(judgement -> judgement.choice().key()));
    return judgements;
  }

  private static Confidences judged(List<Judgement> judgements, CalibrationMethod method) {
    return new Confidences(judgements.stream().map(j -> j.by(method)).toList());
  }
}
