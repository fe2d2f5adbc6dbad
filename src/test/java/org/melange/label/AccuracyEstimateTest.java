package org.melange.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.melange.label.Answer.Kind;
import org.melange.label.LabeledLink.MentionKey;

class AccuracyEstimateTest {

  @Test
  void strataCountByTheirSize() {
    List<LabeledLink> links = new ArrayList<>();
    add(links, "large", 90, 10, Kind.RIGHT);
    add(links, "small", 10, 10, Kind.WRONG);
    AccuracyEstimate estimate = AccuracyEstimate.of(links);
    assertThat(estimate.accuracy()).isCloseTo(0.9, within(1e-12));
    assertThat(estimate.low()).isBetween(0.7, 0.9);
    assertThat(estimate.high()).isBetween(0.9, 1.0);
    assertThat(estimate.answers()).isEqualTo(20);
    assertThat(estimate.covered()).isEqualTo(1);
  }

  @Test
  void aStratumWithoutAnswersIsNotCovered() {
    List<LabeledLink> links = new ArrayList<>();
    add(links, "a", 75, 5, Kind.RIGHT);
    add(links, "b", 25, 5, Kind.NONE);
    AccuracyEstimate estimate = AccuracyEstimate.of(links);
    assertThat(estimate.accuracy()).isEqualTo(1);
    assertThat(estimate.covered()).isEqualTo(0.75);
    assertThat(estimate.answers()).isEqualTo(5);
  }

  @Test
  void answersOnAllLinksLeaveNoDoubt() {
    List<LabeledLink> links = new ArrayList<>();
    add(links, "a", 3, 3, Kind.RIGHT);
    add(links, "b", 1, 1, Kind.WRONG);
    AccuracyEstimate estimate = AccuracyEstimate.of(links);
    assertThat(estimate.low()).isEqualTo(0.75);
    assertThat(estimate.high()).isEqualTo(0.75);
  }

  @Test
  void withoutAnswersThereIsNoEstimate() {
    AccuracyEstimate none = AccuracyEstimate.of(List.of());
    assertThat(none.accuracy()).isNaN();
    assertThat(none.answers()).isZero();
    assertThat(none.covered()).isZero();
  }

  @Test
  void theIntervalCoversTheTruthInNineteenOfTwentyDraws() {
    double[] accuracies = {0.98, 0.8, 0.5};
    int[] sizes = {7_000, 2_000, 1_000};
    int[] drawn = {60, 40, 30};
    double truth = 0.7 * 0.98 + 0.2 * 0.8 + 0.1 * 0.5;
    SplittableRandom random = new SplittableRandom(43);
    int covered = 0;
    for (int trial = 0; trial < 1_000; trial++) {
      List<LabeledLink> links = new ArrayList<>();
      for (int s = 0; s < sizes.length; s++) {
        for (int i = 0; i < drawn[s]; i++) {
          Kind kind = random.nextDouble() < accuracies[s] ? Kind.RIGHT : Kind.WRONG;
          add(links, "s" + s, (double) sizes[s] / drawn[s], 1, kind);
        }
      }
      AccuracyEstimate estimate = AccuracyEstimate.of(links);
      covered += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(925, 985);
  }

  /** Adds {@code count} links that stand for {@code size} ones together. */
  private static void add(
      List<LabeledLink> links, String stratum, double size, int count, Kind kind) {
    for (int i = 0; i < count; i++) {
      links.add(
          new LabeledLink(
              1,
              new MentionKey("p" + links.size(), "m"),
              Optional.of("Q1"),
              stratum,
              size / count,
              "run",
              new Answer(kind, null)));
    }
  }
}
