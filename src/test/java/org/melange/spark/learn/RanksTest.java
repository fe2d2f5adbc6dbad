package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.eval.RankedMention;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** Ranks of an evaluation as they are written, and those of its baselines. */
class RanksTest {

  private static final String CANDIDATES =
      "candidates array<struct<qid string, match string, weight double>>";

  @TempDir private Path dir;

  @Test
  void eachMentionIsCountedUnderWhatItIs() {
    Dataset<Row> ranked =
        LocalSpark.rows(
            "mention_key string, mention string, name_relation string, gold_qid string, rank int, "
                + "image_status string, text string, "
                + CANDIDATES,
            List.of(
                ranked("a", "Georgia", "Q1", "3", "ok", "one two  three four five", "exact", 1),
                ranked(
                    "b",
                    "Ada Lovelace",
                    "Q2",
                    "null",
                    "missing",
                    " one two three four five six ",
                    "fuzzy",
                    4),
                ranked("c", "U.S. NAVY 7", "Q3", "1", "ok", "1 2 3 4 5 6 7 8 9 10", "alias", 5),
                ranked(
                    "d", "the river Po", "Q1", "9", "ok", "1 2 3 4 5 6 7 8 9 10 11", "exact", 10),
                ranked("e", "UN", "Q9", "2", "none", "", "exact", 0),
                ranked("f", "ünter", "Q9", "2", "none", "x", "alias", 9)));
    Dataset<Row> baselines =
        LocalSpark.rows(
            "mention_key string, rank_by_name int, rank_by_overlap int, rank_by_lexical int",
            List.of("{\"mention_key\":\"a\",\"rank_by_name\":2}"));
    Dataset<Row> seen =
        LocalSpark.rows("seen string", List.of("{\"seen\":\"Q1\"}", "{\"seen\":\"Q8\"}"));
    Ranks.write(ranked, baselines, seen, dir.toString());

    Map<String, RankedMention> model = read("rank");
    assertThat(model).hasSize(6);
    assertThat(model.get("a").rank()).isEqualTo(3);
    assertThat(model.get("b").found()).isFalse();
    assertGroup(model, "image", "with image", "without image", "with image", "with image");
    assertGroup(model, "words", "5 or fewer", "6-10", "6-10", "11 or more", "5 or fewer");
    assertGroup(model, "candidates", "1", "2-4", "5-9", "10 or more", "0", "5-9");
    assertGroup(model, "entities with name", "1", "0", "5-9", "10 or more", "0", "5-9");
    assertGroup(model, "entity seen", "seen in training", "unseen", "unseen", "seen in training");
    assertGroup(model, "mention words", "1", "2", "3 or more", "3 or more", "1", "1");
    assertGroup(
        model,
        "mention case",
        "first capital",
        "first capital",
        "all capitals",
        "other",
        "all capitals",
        "other");
    assertGroup(model, "name relation", "label", "label", "label", "label", "label", "label");
    assertThat(read("rank_by_name").get("a").rank()).isEqualTo(2);
    assertThat(read("rank_by_overlap").get("a").found()).isFalse();
    assertThat(read("rank_by_name").get("b").found()).isFalse();
  }

  private Map<String, RankedMention> read(String column) {
    return Ranks.read(LocalSpark.session(), dir.toString(), column).stream()
        .collect(Collectors.toMap(RankedMention::id, Function.identity()));
  }

  /** Of the mentions a, b, c, ... */
  private static void assertGroup(
      Map<String, RankedMention> mentions, String dimension, String... values) {
    for (int i = 0; i < values.length; i++) {
      String key = String.valueOf((char) ('a' + i));
      assertThat(mentions.get(key).groups()).as(key).containsEntry(dimension, values[i]);
    }
  }

  private static String ranked(
      String key,
      String mention,
      String gold,
      String rank,
      String image,
      String text,
      String match,
      int count) {
    return ("{\"mention_key\":\"%s\",\"mention\":\"%s\",\"name_relation\":\"label\",\"gold_qid\":\"%s\",\"rank\":%s,\"image_status\":\"%s\","
            + "\"text\":\"%s\",\"candidates\":[%s]}")
        .formatted(
            key,
            mention,
            gold,
            rank,
            image,
            text,
            String.join(
                ",", Collections.nCopies(count, "{\"qid\":\"Q1\",\"match\":\"" + match + "\"}")));
  }

  @Test
  void baselinesRankCandidatesThatTheKnowledgeBaseHas() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "mention_key string, text string, gold_qid string, " + CANDIDATES,
            List.of(
                mention("light", "a red lamp", "Q2", "Q1", "Q2", "Q404"),
                mention("lost", "a red lamp", "Q3", "Q1", "Q2"),
                mention("alone", "a red lamp", "Q1")));
    Dataset<Row> entities =
        LocalSpark.rows(
            Schemas.ENTITY.toDDL(),
            List.of(
                "{\"qid\":\"Q1\",\"label\":\"x\",\"description\":\"green tree\"}",
                "{\"qid\":\"Q2\",\"label\":\"x\",\"description\":\"red lamp\"}",
                "{\"qid\":\"Q3\",\"label\":\"x\",\"description\":\"red lamp\"}"));
    assertThat(BaselineRanks.of(mentions, entities).collectAsList())
        .extracting(
            row -> row.getAs("mention_key"),
            row -> row.getAs("rank_by_name"),
            row -> row.getAs("rank_by_overlap"))
        .containsExactlyInAnyOrder(tuple("light", 2, 1), tuple("lost", null, null));
  }

  /** Candidates whose weights fall. */
  private static String mention(String key, String text, String gold, String... candidates) {
    String list =
        IntStream.range(0, candidates.length)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "{\"qid\":\"%s\",\"match\":\"exact\",\"weight\":%d}",
                        candidates[i],
                        10 - i))
            .collect(Collectors.joining(","));
    return "{\"mention_key\":\"%s\",\"text\":\"%s\",\"gold_qid\":\"%s\",\"candidates\":[%s]}"
        .formatted(key, text, gold, list);
  }
}
