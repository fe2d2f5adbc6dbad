package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is reported of confidences, by hand and as laws. */
class ConfidencesTest {

  private static final List<Judged> FIVE =
      List.of(
          new Judged(0.9, true, true),
          new Judged(0.8, false, false),
          new Judged(0.8, true, true),
          new Judged(0.3, false, true),
          new Judged(Judged.NO_LINK, false, false));

  @Test
  void pointsCountLinksByThreshold() {
    List<Confidences.Point> curve = new Confidences(FIVE).curve();
    assertThat(curve).extracting(Confidences.Point::threshold).containsExactly(0.9, 0.8, 0.3);
    assertThat(curve).extracting(Confidences.Point::linked).containsExactly(1, 3, 4);
    assertThat(curve.get(1)).isEqualTo(new Confidences.Point(0.8, 3, 0.6, 2 / 3.0, 2 / 3.0, 0.5));
    assertThat(new Confidences(FIVE).at(0.8)).isEqualTo(curve.get(1));
    assertThat(new Confidences(FIVE).at(0.95))
        .isEqualTo(new Confidences.Point(0.95, 0, 0, 1, 0, 1));
  }

  @Test
  void errorsAreMeansOverMentionsWithACandidate() {
    Confidences five = new Confidences(FIVE);
    // bins: 0.9 (1 right of 1), 0.8 (1 of 2), 0.3 (0 of 1)
    assertThat(five.calibrationError()).isCloseTo((0.1 + 2 * 0.3 + 0.3) / 4, within(1e-12));
    assertThat(five.brier()).isCloseTo((0.01 + 0.64 + 0.04 + 0.09) / 4, within(1e-12));
    assertThat(five.bins()).extracting(Confidences.Bin::mentions).containsExactly(1, 2, 1);
  }

  @Test
  void theThresholdLinksAsManyAsPrecisionAllows() {
    Confidences five = new Confidences(FIVE);
    assertThat(five.reaching(0.6, 1)).hasValueSatisfying(p -> assertThat(p.linked()).isEqualTo(3));
    assertThat(five.reaching(0.9, 1)).hasValueSatisfying(p -> assertThat(p.linked()).isEqualTo(1));
    assertThat(five.reaching(0.9, 2)).isEmpty();
    assertThat(five.mostPrecise(2).linked()).isEqualTo(3);
    assertThat(five.mostPrecise(99).linked()).isEqualTo(4);
  }

  @Test
  void confidencesThatComeTrueHaveNoErrorAndTheOrderDoesNotMatter() {
    Random random = new Random(1);
    List<Judged> honest =
        new ArrayList<>(
            IntStream.range(0, 20_000)
                .mapToObj(i -> random.nextDouble())
                .map(p -> new Judged(p, random.nextDouble() < p, true))
                .toList());
    Confidences before = new Confidences(honest);
    assertThat(before.calibrationError()).isLessThan(0.02);
    assertThat(before.curve())
        .isSortedAccordingTo((a, b) -> Integer.compare(a.linked(), b.linked()));
    Collections.shuffle(honest, random);
    assertThat(new Confidences(honest).curve()).isEqualTo(before.curve());
  }

  @Test
  void binsAreTenthsAndTheLastHoldsCertainty() {
    List<Judged> edges =
        List.of(
            new Judged(0, false, true),
            new Judged(0.1, false, true),
            new Judged(0.99, true, true),
            new Judged(1, true, true));
    assertThat(new Confidences(edges).bins())
        .containsExactly(
            new Confidences.Bin(0, 0.1, 1, 0, 0),
            new Confidences.Bin(0.1, 0.2, 1, 0.1, 0),
            new Confidences.Bin(0.9, 1, 2, 0.995, 1));
  }

  @Test
  void aPrecisionThatIsJustReachedIsReached() {
    Confidences five = new Confidences(FIVE);
    assertThat(five.reaching(2 / 3.0, 3))
        .hasValueSatisfying(p -> assertThat(p.linked()).isEqualTo(3));
    assertThat(five.reaching(2 / 3.0, 4)).isEmpty();
    assertThat(five.reaching(Math.nextUp(2 / 3.0), 3)).isEmpty();
  }

  @Test
  void ofEquallyPreciseThresholdsTheOneThatLinksMoreIsChosen() {
    Confidences sure =
        new Confidences(List.of(new Judged(0.9, true, true), new Judged(0.6, true, true)));
    assertThat(sure.mostPrecise(1).threshold()).isEqualTo(0.6);
    assertThat(sure.reaching(1, 1)).hasValue(sure.mostPrecise(1));
  }

  @Test
  void recallIsOneWithoutLinkableMentions() {
    Confidences unlinkable = new Confidences(List.of(new Judged(0.7, false, false)));
    assertThat(unlinkable.at(0.5)).isEqualTo(new Confidences.Point(0.5, 1, 1, 0, 1, 0));
    Confidences linkable = new Confidences(List.of(new Judged(0.7, true, true)));
    assertThat(linkable.at(0.8)).isEqualTo(new Confidences.Point(0.8, 0, 0, 1, 0, 1));
    assertThat(linkable.at(0.7).nilFound()).isEqualTo(1);
  }

  @Test
  void mentionsAreCopied() {
    List<Judged> mutable = new ArrayList<>(FIVE);
    Confidences five = new Confidences(mutable);
    mutable.clear();
    assertThat(five.mentions()).isEqualTo(FIVE);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Judged(1.1, true, true)).hasMessageContaining("1.1");
    assertThatThrownBy(() -> new Judged(Double.NaN, true, true)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Judged(0.5, true, false)).hasMessageContaining("no entity");
    assertThatThrownBy(() -> new Confidences(FIVE.subList(4, 5)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
