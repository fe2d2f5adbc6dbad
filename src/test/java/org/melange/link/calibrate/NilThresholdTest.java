package org.melange.link.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.melange.link.row.PairScore;

/** Links below the threshold become NIL; without a calibration all are kept. */
class NilThresholdTest {

  private static final ConfidenceCurve FLAT =
      ConfidenceCurve.logistic(Collections.nCopies(CalibrationFeatures.FEATURES.size(), 0.0), 0);
  private static final Calibration CALIBRATION =
      new Calibration("m", "kb", new LinkingMode("all", 0.5), FLAT, 0.4, Map.of());
  private static final CalibrationFeatures FEATURES =
      CalibrationFeatures.of(new PairScore(1, 2, 3, 4), null, 2, true, false);

  @Test
  void withoutACalibrationEveryLinkIsKept() {
    NilThreshold none = NilThreshold.of(Optional.empty(), OptionalDouble.of(0.9));
    assertThat(none).isEqualTo(NilThreshold.NONE);
    assertThat(none.confidence(FEATURES)).isNull();
    assertThat(none.keeps(null)).isTrue();
  }

  @Test
  void aLinkAtTheThresholdIsKept() {
    NilThreshold own = NilThreshold.of(Optional.of(CALIBRATION), OptionalDouble.empty());
    assertThat(own.least()).isEqualTo(0.4);
    assertThat(own.confidence(FEATURES)).isEqualTo(0.5);
    assertThat(own.keeps(0.4)).isTrue();
    assertThat(own.keeps(Math.nextDown(0.4))).isFalse();
    NilThreshold given = NilThreshold.of(Optional.of(CALIBRATION), OptionalDouble.of(0.6));
    assertThat(given.keeps(given.confidence(FEATURES))).isFalse();
  }

  @Test
  void aMentionWithOneCandidateHasNoMargin() {
    assertThat(FEATURES.rivals()).isFalse();
    assertThat(FEATURES.margin()).isZero();
    CalibrationFeatures two =
        CalibrationFeatures.of(
            new PairScore(1, 2, 3, 4), new PairScore(0.75f, 9, 9, 9), 2, true, false);
    assertThat(two.rivals()).isTrue();
    assertThat(two.margin()).isEqualTo(0.25);
    assertThat(two.textScore()).isEqualTo(2);
    assertThat(two.imageScore()).isEqualTo(3);
  }

  @Test
  void aLinkingModeReadsAsItsSettings() {
    assertThat(new LinkingMode("hybrid", 0.5))
        .hasToString("link.candidates=hybrid, link.name-prior=0.5");
  }
}
