package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.run.JobException;
import org.melange.spark.learn.HeldOut.Choice;
import org.melange.testing.LocalSpark;

/** Curves that follow from choices. */
class ConfidenceFitterTest {

  private static ConfidenceFitter fitter;

  @BeforeAll
  static void startSpark() {
    fitter = new ConfidenceFitter(LocalSpark.session());
  }

  private static Choice choice(int key, boolean right, double margin) {
    return new Choice(String.valueOf(key), 0, true, right, Optional.of(features(margin)));
  }

  private static CalibrationFeatures features(double margin) {
    return new CalibrationFeatures(1 + margin, 1, 1, true, margin, 3, true, false);
  }

  /** Right the more often, the larger the margin: 5 % at 0, 95 % at 1. */
  private static List<Choice> choices(int count) {
    Random random = new Random(7);
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double margin = random.nextDouble();
      choices.add(choice(i, random.nextDouble() < 0.05 + 0.9 * margin, margin));
    }
    return choices;
  }

  @Test
  void confidencesRiseWithTheMarginAndAreNearTheSharesThatAreRight() {
    ConfidenceFitter.Curves curves = fitter.fit(choices(2_000));
    assertThat(curves.logistic().method()).isEqualTo("logistic");
    assertThat(curves.isotonic().method()).isEqualTo("isotonic");
    double before = 0;
    for (double margin = 0; margin <= 1; margin += 0.1) {
      double confidence = curves.logistic().confidence(features(margin));
      assertThat(confidence).isGreaterThan(before);
      before = confidence;
      if (margin > 0.15 && margin < 0.85) {
        assertThat(curves.isotonic().confidence(features(margin)))
            .isBetween(0.05 + 0.9 * margin - 0.12, 0.05 + 0.9 * margin + 0.12);
      }
    }
    assertThat(curves.isotonic().weights()).isEqualTo(curves.logistic().weights());
  }

  @Test
  void choicesWithoutEntitiesToChooseFromDoNotCount() {
    List<Choice> choices = choices(300);
    List<Choice> more = new ArrayList<>(choices);
    more.add(new Choice("none", 0, true, false, Optional.empty()));
    assertThat(fitter.fit(more)).isEqualTo(fitter.fit(choices));
  }

  @Test
  void tooFewRightOrWrongChoicesAreRefused() {
    List<Choice> right = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      right.add(choice(i, true, 0.5));
    }
    assertThatThrownBy(() -> fitter.check(right)).isInstanceOf(JobException.class);
    for (int i = 20; i < 24; i++) {
      right.add(choice(i, false, 0.5));
    }
    assertThatThrownBy(() -> fitter.check(right)).isInstanceOf(JobException.class);
    right.add(choice(24, false, 0.5));
    assertThatCode(() -> fitter.check(right)).doesNotThrowAnyException();
    assertThatThrownBy(() -> fitter.check(List.of())).isInstanceOf(JobException.class);
  }
}
