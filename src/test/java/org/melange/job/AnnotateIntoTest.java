package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.spark.row.Rows;
import org.melange.testing.LocalSpark;

/** {@code annotate --into} with a model, images and a feature store. */
class AnnotateIntoTest {

  private static final String SCORE = "score";

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  @Test
  void aTableHasTheLinksOfADirectory() throws IOException {
    JsonNode directory = annotate("--out", dir.resolve("out"), "report.sample=0").summary();
    JobRun run = annotate("--into", dir.resolve("table"), "run.shard-posts=20");
    JsonNode table = run.summary();
    assertThat(table.get("shards").asInt()).isGreaterThan(1);
    for (String count : List.of("linked", "nil", "images")) {
      assertThat(table.get(count)).as(count).isEqualTo(directory.get(count));
    }
    assertThat(run.err()).contains("shard 1 of " + table.get("shards").asInt());
    List<Row> expected = links(LocalSpark.session().read().parquet(dir + "/out/links"));
    List<Row> links = links(LocalSpark.session().read().format("delta").load(dir + "/table/links"));
    assertThat(links).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < links.size(); i++) {
      assertThat(without(links.get(i), SCORE)).isEqualTo(without(expected.get(i), SCORE));
      assertThat(score(links.get(i))).isCloseTo(score(expected.get(i)), within(1e-2));
    }

    JsonNode again = annotate("--into", dir.resolve("table")).summary();
    assertThat(again.get("posts_new").asLong()).isZero();
    assertThat(again.get("shards").asInt()).isZero();
    assertThat(again.get("table_version")).isEqualTo(table.get("table_version"));
  }

  @Test
  @Tag("slow")
  void storedFeaturesAreNotComputedAgain() throws IOException {
    String store = "features.store=" + dir.resolve("features");
    annotate("--into", dir.resolve("table"), "run.shard-posts=20", store);
    Set<String> parts = parts();
    assertThat(parts).isNotEmpty();
    annotate("--into", dir.resolve("another"), "run.shard-posts=1000", store);
    assertThat(parts()).isEqualTo(parts);
  }

  private Set<String> parts() throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("features"))) {
      return new TreeSet<>(
          files
              .map(Path::toString)
              .filter(name -> name.endsWith(".parquet"))
              .filter(name -> !name.contains("status=failed")) // those are tried again
              .toList());
    }
  }

  private JobRun annotate(String option, Path destination, String... settings) {
    List<String> args =
        new ArrayList<>(List.of("--posts", world.posts().toString(), "--kb", world.kb()));
    args.addAll(List.of("--table", world.table(), "--model", world.model()));
    args.addAll(List.of(option, destination.toString(), "--allow-untrained"));
    args.addAll(List.of("--set", "run.partitions=2", "--set", "quarantine.max-share=0.2"));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    JobRun run = JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run;
  }

  /** What is the same however posts are batched, and the score, which is nearly so, by key. */
  private static List<Row> links(Dataset<Row> links) {
    return links
        .select(
            "post_id",
            "mention_id",
            "mention",
            "span_start",
            "span_end",
            "qid",
            "label",
            "image_status",
            "enrichment_status",
            "model_version",
            "kb_version",
            "extra",
            SCORE)
        .orderBy("post_id", "mention_id")
        .collectAsList();
  }

  private static Row without(Row row, String column) {
    return Rows.without(row, List.of(column));
  }

  private static double score(Row link) {
    Float score = link.getAs(SCORE);
    return score == null ? -1 : score;
  }
}
