package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.config.CalibrationSettings;
import org.melange.config.CalibrationSettings.CalibrationMethod;
import org.melange.eval.Judged;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.link.calibrate.ConfidenceFeatures;
import org.melange.run.JobException;
import org.melange.spark.learn.ConfidenceFitter;
import org.melange.spark.learn.HeldOut.Choice;
import org.melange.testing.LocalSpark;

/** Confidences are judged on mentions that they were not fitted on. */
class CalibrationFoldsTest {

  private static CalibrationFolds folds(CalibrationMethod method, double precision) {
    return new CalibrationFolds(
        new CalibrationSettings(0.2, precision, method, 2, 43),
        new ConfidenceFitter(LocalSpark.session()));
  }

  private static Choice choice(int i, int fold, boolean right, double margin) {
    CalibrationFeatures evidence =
        new CalibrationFeatures(margin, 0, 0, true, margin, 2, true, true);
    return new Choice(
        String.format(Locale.ROOT, "m%03d", i), fold, true, right, Optional.of(evidence));
  }

  /** Right as often as a logistic curve over the margin says. */
  private static List<Choice> honest(int count) {
    Random random = new Random(7);
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double margin = 4 * random.nextDouble() - 2;
      boolean right = random.nextDouble() < 1 / (1 + Math.exp(-2 * margin));
      choices.add(choice(i, i % 2, right, margin));
    }
    return choices;
  }

  @Test
  void aCurveThatFitsIsFoundAndReported() {
    List<Choice> choices = honest(400);
    choices.add(new Choice("z-nothing", 0, true, false, Optional.empty()));
    choices.add(new Choice("z-nil", 1, false, false, choices.get(0).evidence()));
    CalibrationFolds.Result result = folds(CalibrationMethod.AUTO, 0.9).fit(choices);
    assertThat(result.judged().mentions()).hasSize(402);
    assertThat(result.judged().calibrationError()).isLessThan(0.08);
    assertThat(result.curve().confidence(choice(0, 0, true, 1).evidence().orElseThrow()))
        .isCloseTo(1 / (1 + Math.exp(-2)), within(0.1));
    assertThat(result.curve().method())
        .isEqualTo(
            result.brier().get("isotonic") < result.brier().get("logistic")
                ? "isotonic"
                : "logistic");
    assertThat(result.reached()).isTrue();
    assertThat(result.point().precision()).isGreaterThanOrEqualTo(0.9);
    assertThat(result.point().coverage()).isBetween(0.2, 0.7);
    assertThat(result.judged().at(result.point().threshold())).isEqualTo(result.point());
    Map<String, Object> facts = result.facts();
    assertThat(facts)
        .containsEntry("mentions", 402L)
        .containsEntry("mentions_without_entity", 1L)
        .containsEntry("mentions_without_candidate", 1L)
        .containsEntry("target_reached", true)
        .containsEntry("method", result.curve().method());
    assertThat((double) facts.get("precision_without_threshold")).isBetween(0.4, 0.6);
  }

  @Test
  void eachPartIsJudgedByTheOther() {
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      double margin = i % 4 < 2 ? 1 : -1;
      int fold = i % 2;
      // what speaks for a link in one part speaks against it in the other
      choices.add(choice(i, fold, (margin > 0) == (fold == 0), margin + 0.001 * i));
    }
    CalibrationFolds.Result result = folds(CalibrationMethod.LOGISTIC, 0.9).fit(choices);
    assertThat(result.judged().mentions().stream().filter(Judged::right))
        .allMatch(judged -> judged.confidence() < 0.2);
    assertThat(result.judged().mentions().stream().filter(judged -> !judged.right()))
        .allMatch(judged -> judged.confidence() > 0.8);
    assertThat(result.curve().method()).isEqualTo("logistic");
    assertThat(result.reached()).isFalse();
    assertThat(result.point()).isEqualTo(result.judged().mostPrecise(10));
    assertThat(result.facts()).containsEntry("target_reached", false);
  }

  @Test
  void theMethodAskedForIsTaken() {
    List<Choice> choices = honest(60);
    CalibrationFolds.Result isotonic = folds(CalibrationMethod.ISOTONIC, 0.9).fit(choices);
    assertThat(isotonic.curve().method()).isEqualTo("isotonic");
    assertThat(isotonic.judged().brier())
        .isCloseTo(isotonic.brier().get("isotonic"), within(1e-12));
  }

  @Test
  void tooLittleToLearnFromIsAnInputFault() {
    List<Choice> fourRight = choices(4, 40, 2);
    assertRefused(fourRight, "of 44 mentions with a candidate the model is right about 4");
    List<Choice> fourWrong = choices(40, 4, 2);
    fourWrong.add(new Choice("x", 0, true, false, Optional.empty()));
    assertRefused(fourWrong, "of 44 mentions with a candidate the model is right about 40");
    assertRefused(List.of(), "of 0 mentions");
    assertRefused(choices(20, 20, 1), "are in one of calibrate.folds=2 folds");
    new ConfidenceFitter(LocalSpark.session()).check(choices(5, 5, 2));
  }

  @Test
  void aPartOfOneKindIsLearnedFromAllTheSame() {
    ConfidenceFitter.Curves curves =
        new ConfidenceFitter(LocalSpark.session()).fit(choices(12, 0, 1));
    ConfidenceFeatures evidence = choice(0, 0, true, 1).evidence().orElseThrow();
    assertThat(curves.logistic().confidence(evidence)).isBetween(0.9, 1.0);
    assertThat(curves.isotonic().confidence(evidence)).isEqualTo(1);
  }

  private static List<Choice> choices(int right, int wrong, int folds) {
    return new ArrayList<>(
        IntStream.range(0, right + wrong)
            .mapToObj(i -> choice(i, i % folds, i < right, i % 7))
            .toList());
  }

  private static void assertRefused(List<Choice> choices, String fault) {
    assertThatThrownBy(() -> folds(CalibrationMethod.AUTO, 0.9).fit(choices))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(fault);
  }
}
