package org.melange.spark.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.QuarantineSettings;
import org.melange.corpus.Rejection;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** Rejections in an output directory. */
class QuarantineTest {

  @TempDir private Path dir;

  private static Dataset<Row> rejections(String... stagesAndReasons) {
    List<String> rows =
        java.util.Arrays.stream(stagesAndReasons)
            .map(
                rejection ->
                    "{\"stage\":\"%s\",\"reason\":\"%s\",\"message\":\"m\",\"record\":\"r\"}"
                        .formatted((Object[]) rejection.split("/")))
            .toList();
    return LocalSpark.rows("stage string, reason string, message string, record string", rows);
  }

  @Test
  void writesRejectionsWithTheirRunAndCountsThem() {
    Map<String, Long> counts =
        Quarantine.write(
            rejections("post/malformed", "mention/missing_field", "post/malformed"),
            dir.toString(),
            "run-1");
    assertThat(counts).isEqualTo(Map.of("post/malformed", 2L, "mention/missing_field", 1L));
    List<Row> rows = LocalSpark.session().read().parquet(dir + "/quarantine").collectAsList();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("stage", "reason", "message", "record", "run_id");
    assertThat(rows).allMatch(row -> row.getAs("run_id").equals("run-1"));
  }

  @Test
  void aNewRunReplacesTheQuarantineEvenIfItIsEmpty() {
    Quarantine.write(rejections("post/malformed"), dir.toString());
    assertThat(Quarantine.write(rejections(), dir.toString())).isEmpty();
    assertThat(LocalSpark.session().read().parquet(dir + "/quarantine").count()).isZero();
  }

  @Test
  void aSummaryHasCountsAndExamplesOfDifferentReasons() {
    Map<String, Long> counts =
        Quarantine.write(
            rejections(
                "post/malformed",
                "post/malformed",
                "post/malformed",
                "mention/missing_field",
                "post/too_large"),
            dir.toString());
    RejectionSummary summary =
        RejectionSummary.written(LocalSpark.session(), dir.toString(), counts);
    assertThat(summary.posts()).isEqualTo(4);
    assertThat(summary.lines())
        .containsExactly(
            "rejected: mention/missing_field 1, post/malformed 3, post/too_large 1; see "
                + dir
                + "/quarantine",
            "  post/malformed: m: r",
            "  mention/missing_field: m: r",
            "  post/too_large: m: r");
    assertThat(new RejectionSummary(Map.of(), List.of(), "").lines()).isEmpty();
  }

  @Test
  void countsByStage() {
    Map<String, Long> counts =
        Map.of("post/malformed", 2L, "post/too_large", 3L, "mention/missing_field", 7L);
    assertThat(Quarantine.posts(counts)).isEqualTo(5);
    assertThat(Quarantine.sum(counts, Rejection.Stage.MENTION)).isEqualTo(7);
    assertThat(Quarantine.sum(counts, Rejection.Stage.ENTITY)).isZero();
  }

  @Test
  void tooManyRejectionsFailTheJob() {
    QuarantineSettings tenth = new QuarantineSettings(0.1);
    assertThatCode(() -> Quarantine.requireShare(100, 10, tenth)).doesNotThrowAnyException();
    assertThatCode(() -> Quarantine.requireShare(0, 0, tenth)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Quarantine.requireShare(100, 11, tenth))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED))
        .hasMessageContaining("11 of 100 records");
    assertThatThrownBy(() -> Quarantine.requireShare(1, 1, new QuarantineSettings(0)))
        .isInstanceOf(JobException.class);
  }
}
