package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  private Row written(String ddl, String json) {
    Dataset<Row> linked = LocalSpark.rows(ddl, List.of(json.replace('\'', '"')));
    Links.write(linked, dir.toString(), "run-7");
    List<Row> rows =
        LocalSpark.session().read().parquet(dir.resolve("links").toString()).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
