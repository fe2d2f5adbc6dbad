package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.QuarantineSettings;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.post.Quarantine;
import org.melange.testing.LocalSpark;

/** Nothing disappears: a run whose links are not its mentions is none. */
class RowReconciliationTest {

  private static final Dataset<Row> MENTIONS =
      LocalSpark.rows(
          "post_id string, mention_id string",
          List.of(row("a", "0"), row("a", "1"), row("b", "0")));

  @TempDir private Path dir;

  private static String row(String post, String mention) {
    return "{\"post_id\":\"%s\",\"mention_id\":\"%s\"}".formatted(post, mention);
  }

  private static RowReconciliation.Input input() {
    Dataset<Row> posts =
        LocalSpark.rows(
            "post_id string",
            List.of("{\"post_id\":\"a\"}", "{\"post_id\":\"b\"}", "{\"post_id\":\"c\"}"));
    return RowReconciliation.Input.of(
        posts, MENTIONS, Map.of("post/too_long", 2L, "mention/span", 5L));
  }

  private RowReconciliation audit(String... links) {
    LocalSpark.rows(
            "post_id string, mention_id string, qid string, image_status string,"
                + " enrichment_status string",
            List.of(links))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(dir + "/links");
    return RowReconciliation.of(LocalSpark.session(), dir.toString(), input());
  }

  private static String link(String post, String mention, String qid, String image) {
    return "{\"post_id\":\"%s\",\"mention_id\":\"%s\",\"qid\":%s,\"image_status\":\"%s\",\"enrichment_status\":\"off\"}"
        .formatted(post, mention, qid, image);
  }

  @Test
  void countsThatAgreeAreSummedUp() {
    RowReconciliation audit =
        audit(
            link("a", "0", "\"Q1\"", "ok"),
            link("a", "1", "null", "ok"),
            link("b", "0", "\"Q2\"", "none"));
    assertThat(audit.summary().values())
        .containsEntry("posts", 5L)
        .containsEntry("posts_quarantined", 2L)
        .containsEntry("posts_without_mentions", 1L)
        .containsEntry("mentions", 8L)
        .containsEntry("linked", 2L)
        .containsEntry("nil", 1L)
        .containsEntry("mentions_quarantined", 5L)
        .containsEntry("quarantined", 7L)
        .containsEntry("images", Map.of("none", 1L, "ok", 2L))
        .containsEntry("statuses", Map.of("off", 3L));
  }

  @Test
  void aMentionThatIsLostOrThereTwiceIsNoticed() {
    String first = link("a", "0", "\"Q1\"", "ok");
    String second = link("a", "1", "null", "ok");
    String third = link("b", "0", "\"Q2\"", "none");
    assertDoesNotAgree(first, second);
    assertDoesNotAgree(first, second, third, third);
    assertDoesNotAgree(first, first, third);
    assertDoesNotAgree(first, second, link("a", "2", "null", "ok"));
  }

  @Test
  void asMuchMayBeRejectedAsIsAllowed() {
    QuarantineSettings tenth = new QuarantineSettings(0.1);
    Quarantine.requireShare(20, 2, tenth);
    Quarantine.requireShare(0, 0, new QuarantineSettings(0));
    assertThatThrownBy(() -> Quarantine.requireShare(20, 3, tenth))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED))
        .hasMessageContaining(
            "3 of 20 records were rejected, but quarantine.max-share allows a share of 0.1");
  }

  private void assertDoesNotAgree(String... links) {
    assertThatThrownBy(() -> audit(links))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("input and links do not agree");
  }
}
