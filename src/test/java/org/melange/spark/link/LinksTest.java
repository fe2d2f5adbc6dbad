package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** The columns of links on disk. */
class LinksTest {

  private static final String SCORED =
      "array<struct<qid: string, label: string, score: float, score_text: float,"
          + " score_image: float, score_cross: float, score_name: float>>";
  private static final String LINKED =
      "extra string, qid string, label string, confidence double, score float, score_text float,"
          + " score_image float, score_cross float, score_name float, margin float, candidates "
          + SCORED
          + ", model_version string, kb_version string, image_status string, post_id string,"
          + " mention_id string, mention string, span_start int, span_end int";

  @TempDir private Path dir;

  @Test
  void withoutAnEnrichmentMentionsAreMarkedAsNotEnriched() {
    Row link = written(LINKED, "{'post_id': 'p', 'mention_id': '1', 'qid': 'Q1', 'score': 2.5}");
    assertThat(link.<String>getAs("enrichment_status")).isEqualTo("off");
    assertThat(link.<String>getAs("description")).isNull();
    assertThat(link.<String>getAs("run_id")).isEqualTo("run-7");
    assertThat(link.<Object>getAs("linked_at")).isNotNull();
    assertThat(link.<Float>getAs("score")).isEqualTo(2.5f);
  }

  @Test
  void theColumnsOfAnEnrichmentAreKeptAndOthersAreNot() {
    Row link =
        written(
            LINKED + ", description string, enrichment_status string, named string",
            "{'post_id': 'p', 'description': 'a city', 'enrichment_status': 'single_candidate',"
                + " 'named': 'x'}");
    assertThat(link.<String>getAs("enrichment_status")).isEqualTo("single_candidate");
    assertThat(link.<String>getAs("description")).isEqualTo("a city");
    assertThat(link.schema().fieldNames())
        .startsWith("post_id", "mention_id", "mention", "span_start", "span_end", "qid", "label")
        .endsWith("model_version", "kb_version", "run_id", "linked_at", "extra")
        .doesNotContain("named")
        .hasSize(23);
  }

  @Test
  void linksOfBeforeAreReplaced() {
    written(LINKED, "{'post_id': 'p'}");
    assertThat(written(LINKED, "{'post_id': 'q'}").<String>getAs("post_id")).isEqualTo("q");
  }

  @Test
  void partitionsAreColumnsOfLinksOrKeysOfPosts() {
    Dataset<Row> linked =
        LocalSpark.rows(
            LINKED,
            List.of(
                "{\"post_id\":\"007\",\"mention_id\":\"0\",\"qid\":\"Q1\",\"image_status\":\"ok\","
                    + "\"extra\":\"{\\\"date\\\":\\\"2026-11-29\\\"}\"}",
                "{\"post_id\":\"7\",\"mention_id\":\"0\",\"image_status\":\"none\",\"extra\":\"{}\"}"));
    LinkPartitions partitions = new LinkPartitions(List.of("date", "post_id"));
    partitions.requireIn(linked);
    Links.write(linked, dir.toString(), "run-7", partitions);
    assertThat(dir.resolve("links/date=2026-11-29/post_id=007")).isDirectory();
    assertThat(dir.resolve("links/date=__HIVE_DEFAULT_PARTITION__/post_id=7")).isDirectory();
    Dataset<Row> read = Links.read(LocalSpark.session(), dir.toString());
    assertThat(read.select("post_id", "qid").collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactlyInAnyOrder("007 Q1", "7 null");
    assertThat(read.columns()).contains("date", "extra", "linked_at").hasSize(24);
    RowReconciliation audit =
        RowReconciliation.of(
            LocalSpark.session(), dir.toString(), new RowReconciliation.Input(2, 0, 0, 2, 2));
    assertThat(audit.linked()).isEqualTo(1);
    assertThatThrownBy(() -> new LinkPartitions(List.of("day")).requireIn(linked))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("by 'day': no post has such a key");
  }

  @Test
  void linksCannotBePartitionedByEveryColumn() {
    for (String column : List.of("candidates", "score", "linked_at", "extra", "a b", "a'b", "")) {
      assertThatThrownBy(() -> new LinkPartitions(List.of(column)))
          .as(column)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
    assertThatThrownBy(() -> new LinkPartitions(List.of("date", "date")))
        .hasMessageContaining("twice");
  }

  private Row written(String ddl, String json) {
    Dataset<Row> linked = LocalSpark.rows(ddl, List.of(json.replace('\'', '"')));
    Links.write(linked, dir.toString(), "run-7");
    List<Row> rows =
        LocalSpark.session().read().parquet(dir.resolve("links").toString()).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
