package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** What can be done with labelled mentions, and what identifies them. */
class DataSetTest {

  private static final String DDL =
      "mention_key string, mention string, text string, gold_qid string";

  @TempDir private Path dir;

  private static Dataset<Row> entities(String... qids) {
    return LocalSpark.rows(
        "qid string", Arrays.stream(qids).map(qid -> "{\"qid\":\"" + qid + "\"}").toList());
  }

  private static String mention(String key, String answer) {
    return "{\"mention_key\":\"%s\",\"mention\":\"Bob\",\"text\":\"Bob ran\",\"gold_qid\":%s}"
        .formatted(key, answer == null ? "null" : "\"" + answer + "\"");
  }

  private static Dataset<Row> mentions(String... mentions) {
    return LocalSpark.rows(DDL, List.of(mentions));
  }

  @Test
  void mentionsAreClassifiedByTheirAnswers() {
    Dataset<Row> mentions =
        mentions(
            mention("a", "Q1"),
            mention("b", "nil"),
            mention("c", "Q12"),
            mention("d", null),
            mention("e", "Q0"),
            mention("f", "q1"),
            mention("g", "Q1x"),
            mention("h", ""));
    Map<String, String> states =
        DataSet.states(mentions, entities("Q1", "Q2")).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getAs("mention_key"), row -> row.getAs("state")));
    assertThat(states)
        .containsEntry("a", DataSet.USABLE)
        .containsEntry("b", "nil")
        .containsEntry("c", "not_in_kb");
    assertThat(List.of("d", "e", "f", "g", "h"))
        .allSatisfy(key -> assertThat(states).containsEntry(key, DataSet.NO_ANSWER));
    DataSet.Gold gold = DataSet.Gold.of(mentions, entities("Q1", "Q2"));
    assertThat(gold.left()).isEqualTo(Map.of("nil", 1L, "not_in_kb", 1L, "no_answer", 5L));
    assertThat(gold.usable().columns()).doesNotContain("state", "known");
    assertThat(gold.usable().select("mention_key").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a");
  }

  @Test
  void theDescriptionOfARecordIsThatOfItsMention() throws IOException {
    String record =
        "{\"id\": \"%s\", \"sentence\": \"In Monaco\", \"mentions\": \"Monaco\","
            + " \"imgPath\": \"\", \"answer\": \"Q235\", \"desc\": \"%s\"}";
    Files.writeString(
        dir.resolve("Small_dev.json"),
        "[" + record.formatted("a", "a small state") + "," + record.formatted("b", "") + "]");
    assertThat(described())
        .containsEntry("a", "given: a small state")
        .doesNotContainEntry("b", "given: a small state");
    assertThat(described("enrich.strategy=given"))
        .isEqualTo(Map.of("a", "given: a small state", "b", "not_given: null"));
    assertThat(described("enrich.strategy=lexical").get("a")).doesNotContain("given");
    assertThat(described("enrich.strategy=off"))
        .isEqualTo(Map.of("a", "off: null", "b", "off: null"));
  }

  private Map<String, String> described(String... more) {
    Settings settings = Settings.load(Optional.empty(), List.of(more));
    try (PostSource posts =
        new DataSet(dir.toString()).read(LocalSpark.session(), "dev", settings, 2)) {
      return DataSet.mentions(posts.posts(), SmallWorld.get().kb(), settings)
          .collectAsList()
          .stream()
          .collect(
              Collectors.toMap(
                  row -> row.getAs("post_id"),
                  row -> row.getAs("enrichment_status") + ": " + row.getAs("description")));
    }
  }

  @Test
  void aHashDependsOnMentionsNotOnTheirOrder() {
    Dataset<Row> three = mentions(mention("a", "Q1"), mention("b", "Q2"), mention("c", null));
    String digest = DataSet.hash(three);
    assertThat(digest).matches("[0-9a-f]{16}");
    assertThat(DataSet.hash(three.repartition(5).orderBy(col("mention_key").desc())))
        .isEqualTo(digest);
    assertThat(
            List.of(
                DataSet.hash(mentions(mention("a", "Q1"), mention("b", "Q1"), mention("c", null))),
                DataSet.hash(mentions(mention("a", "Q1"), mention("b", "Q2"), mention("d", null))),
                DataSet.hash(mentions(mention("a", "Q1"), mention("b", "Q2"))),
                DataSet.hash(mentions(mention("a", "Q1"), mention("b", "Q2"), mention("c", "Q3")))))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
    assertThat(DataSet.hash(three.limit(0))).isEqualTo("0".repeat(16));
  }

  @Test
  void unknownQidsOfAnIndexAreCounted() throws IOException {
    DataSet set = new DataSet(dir.toString());
    assertThat(set.strangers(entities("Q1"))).isEmpty();
    Files.writeString(dir.resolve("qid2id.json"), "{\"Q1\": 0, \"Q2\": 1, \"Q3\": 2}");
    assertThat(set.strangers(entities("Q1", "Q4"))).hasValue(2L);
    Files.writeString(dir.resolve("qid2id.json"), "[1, 2]");
    assertThatThrownBy(() -> set.strangers(entities("Q1")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("qid2id.json is not a JSON object");
  }

  @Test
  void aSplitExistsIfOneOfItsFilesDoes() throws IOException {
    DataSet set = new DataSet(dir.toString());
    assertThat(set.has("train")).isFalse();
    assertThat(new DataSet(dir + "/nothing").has("train")).isFalse();
    Files.writeString(dir.resolve("WikiMEL_train.json"), "[]");
    assertThat(set.has("train")).isTrue();
    assertThat(set.has("dev")).isFalse();
  }
}
