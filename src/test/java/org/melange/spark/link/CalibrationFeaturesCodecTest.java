package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.link.row.PairScore;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** What a calibration sees of a row. */
class CalibrationFeaturesCodecTest {

  private static final StructType MENTION =
      StructType.fromDDL(
          "image_status string, candidates array<struct<qid string, match string, weight double>>");
  private static final PairScore BEST = new PairScore(4, 1, 2, 9);
  private static final PairScore SECOND = new PairScore(3, 0, 0, 9);

  @Test
  void allFeaturesComeFromTheRowAndTheTwoScores() {
    assertThat(
            CalibrationFeaturesCodec.of(mention("ok", "Q1 exact", "Q2 fuzzy"), "Q1", BEST, SECOND))
        .isEqualTo(new CalibrationFeatures(4, 1, 2, true, 1, 2, true, true));
  }

  @Test
  void withoutASecondEntityThereIsNoMargin() {
    assertThat(CalibrationFeaturesCodec.of(mention("ok", "Q1 exact"), "Q1", BEST, null))
        .isEqualTo(new CalibrationFeatures(4, 1, 2, false, 0, 1, true, true));
  }

  @Test
  void onlyLabelsAndAliasesAreNamesOfTheEntity() {
    assertThat(named("Q1 exact")).isTrue();
    assertThat(named("Q1 alias")).isTrue();
    assertThat(named("Q1 fuzzy")).isFalse();
    assertThat(named("Q2 exact")).isFalse();
    assertThat(named()).isFalse();
    assertThat(named("Q1 fuzzy", "Q1 alias")).isTrue();
  }

  @Test
  void anImageThatCouldNotBeReadIsNone() {
    for (String status : List.of("none", "absent", "broken")) {
      assertThat(CalibrationFeaturesCodec.of(mention(status, "Q1 exact"), "Q1", BEST, null).image())
          .as(status)
          .isFalse();
    }
  }

  private static boolean named(String... candidates) {
    return CalibrationFeaturesCodec.of(mention("ok", candidates), "Q1", BEST, SECOND).named();
  }

  /** Candidates as {@code QID match}. */
  private static Row mention(String imageStatus, String... candidates) {
    return Rows.of(
        MENTION,
        imageStatus,
        Rows.array(
            java.util.Arrays.stream(candidates)
                .map(candidate -> candidate.split(" "))
                .map(parts -> Rows.of(Schemas.CANDIDATE, parts[0], parts[1], 1.0))
                .toList()));
  }
}
