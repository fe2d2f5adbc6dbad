package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.calibrate.NilThreshold;
import org.melange.link.row.EntityTable;
import org.melange.link.row.PairScore;
import org.melange.link.row.RowLayout;
import org.melange.link.score.Linker.Ranked;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** The columns of a link, as they follow from the entities that were ranked. */
class LinkCodecTest {

  private static final RowLayout LAYOUT = new RowLayout(4, 4, 4, 2);
  private static final StructType MENTION =
      StructType.fromDDL(
          "image_status string, candidates array<struct<qid string, match string, weight double>>");
  private static final Ranked FIRST = new Ranked(1, new PairScore(3, 1, 2, 6, 0.5f));
  private static final Ranked SECOND = new Ranked(0, new PairScore(1, 1, 1, 1));

  private final EntityTable table =
      new EntityTable.Builder("table-1", "kb-1", LAYOUT)
          .add("Q5", "five", new float[LAYOUT.width()])
          .add("Q7", "seven", new float[LAYOUT.width()])
          .build();

  @Test
  void aMentionWithoutEntitiesHasNoLinkButVersions() {
    Row link = link(NilThreshold.NONE, 3, List.of());
    for (String column : Schemas.LINK.fieldNames()) {
      switch (column) {
        case "candidates" -> assertThat(PostCodec.list(link, column)).isEmpty();
        case "model_version" -> assertThat(link.<String>getAs(column)).isEqualTo("model-1");
        case "kb_version" -> assertThat(link.<String>getAs(column)).isEqualTo("kb-1");
        default -> assertThat(link.<Object>getAs(column)).as(column).isNull();
      }
    }
  }

  @Test
  void theLinkIsTheFirstEntityWithItsScores() {
    Row link = link(NilThreshold.NONE, 3, List.of(FIRST, SECOND));
    assertThat(link.<String>getAs("qid")).isEqualTo("Q7");
    assertThat(link.<String>getAs("label")).isEqualTo("seven");
    assertThat(link.<Double>getAs("confidence")).isNull();
    assertThat(link.<Float>getAs("score")).isEqualTo(3);
    assertThat(link.<Float>getAs("score_text")).isEqualTo(1);
    assertThat(link.<Float>getAs("score_image")).isEqualTo(2);
    assertThat(link.<Float>getAs("score_cross")).isEqualTo(6);
    assertThat(link.<Float>getAs("score_name")).isEqualTo(0.5f);
    assertThat(link.<Float>getAs("margin")).isEqualTo(2);
    assertThat(PostCodec.list(link, "candidates"))
        .extracting(row -> row.<String>getAs("qid"), row -> row.<Float>getAs("score"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Q7", 3f),
            org.assertj.core.groups.Tuple.tuple("Q5", 1f));
  }

  @Test
  void theMarginIsToTheSecondEntityEvenIfOneIsListed() {
    Row link = link(NilThreshold.NONE, 1, List.of(FIRST, SECOND));
    assertThat(PostCodec.list(link, "candidates")).hasSize(1);
    assertThat(link.<Float>getAs("margin")).isEqualTo(2);
    assertThat(link(NilThreshold.NONE, 1, List.of(FIRST)).<Float>getAs("margin")).isNull();
  }

  @Test
  void aLinkBelowTheThresholdBecomesNilAndKeepsItsScores() {
    Row link = link(threshold(0.6), 2, List.of(FIRST, SECOND));
    assertThat(link.<String>getAs("qid")).isNull();
    assertThat(link.<String>getAs("label")).isNull();
    assertThat(link.<Double>getAs("confidence")).isEqualTo(0.5);
    assertThat(link.<Float>getAs("score")).isEqualTo(3);
    assertThat(PostCodec.list(link, "candidates").get(0).<String>getAs("qid")).isEqualTo("Q7");
  }

  @Test
  void aLinkAtTheThresholdIsKept() {
    Row link = link(threshold(0.5), 2, List.of(FIRST, SECOND));
    assertThat(link.<String>getAs("qid")).isEqualTo("Q7");
    assertThat(link.<Double>getAs("confidence")).isEqualTo(0.5);
  }

  @Test
  void candidatesOfARowAreTheirQidsInOrder() {
    assertThat(LinkCodec.candidates(mention("ok", "Q7", "Q5", "Q7")))
        .containsExactly("Q7", "Q5", "Q7");
  }

  /** A calibration by which every link has a confidence of one half. */
  private static NilThreshold threshold(double least) {
    ConfidenceCurve half = ConfidenceCurve.logistic(Collections.nCopies(8, 0.0), 0);
    return NilThreshold.of(
        Optional.of(
            new Calibration(
                "model-1", "kb-1", new LinkingMode("names", 0), half, 0.9, java.util.Map.of())),
        OptionalDouble.of(least));
  }

  private Row link(NilThreshold rule, int topK, List<Ranked> ranked) {
    LinkCodec codec = new LinkCodec(table, "model-1", rule, topK);
    return Rows.of(Schemas.LINK, codec.columns(mention("ok", "Q7"), ranked));
  }

  static Row mention(String imageStatus, String... candidates) {
    return Rows.of(
        MENTION,
        imageStatus,
        Rows.array(
            java.util.Arrays.stream(candidates)
                .map(qid -> Rows.of(Schemas.CANDIDATE, qid, "exact", 1.0))
                .toList()));
  }
}
