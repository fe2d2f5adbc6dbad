package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.config.CalibrationSettings;
import org.melange.config.CalibrationSettings.CalibrationMethod;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.spark.learn.HeldOut.Choice;
import org.melange.testing.LocalSpark;

/** Which mentions lose their entity, and what is then seen of their choice. */
class HeldOutTest {

  private static final int POSTS = 500;

  /** Two mentions a post; one in ten has no entity in the knowledge base. */
  private static Dataset<Row> mentions() {
    return LocalSpark.session()
        .range(2 * POSTS)
        .select(
            concat(lit("p"), expr("cast(id / 2 as long)")).as("post_id"),
            concat_ws("/", expr("cast(id / 2 as long)"), expr("id % 2")).as("mention_key"),
            concat(lit("Q"), expr("id % 7 + 1")).as("gold_qid"),
            expr("if(id % 10 = 0, 'not_in_kb', 'usable')").as("state"));
  }

  private static CalibrationSettings settings(double share, long seed) {
    return new CalibrationSettings(share, 0.9, CalibrationMethod.AUTO, 4, seed);
  }

  /** Mention to fold and excluded entity. */
  private static Map<String, String> drawn(Dataset<Row> mentions, double share, long seed) {
    Map<String, String> drawn = new TreeMap<>();
    for (Row row : HeldOut.drawn(mentions, settings(share, seed)).collectAsList()) {
      drawn.put(row.getAs("mention_key"), row.getAs("fold") + " " + row.getAs("excluded"));
    }
    return drawn;
  }

  private static Set<String> losing(Map<String, String> drawn) {
    return drawn.entrySet().stream()
        .filter(entry -> !entry.getValue().endsWith(" null"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Test
  void drawsFollowFromIdsAndSeedHoweverMentionsAreDivided() {
    Map<String, String> drawn = drawn(mentions(), 0.3, 43);
    assertThat(drawn(mentions().repartition(7).orderBy(col("mention_key").desc()), 0.3, 43))
        .isEqualTo(drawn);
    assertThat(drawn(mentions(), 0.3, 44)).isNotEqualTo(drawn);
    // 900 can lose theirs: 270 ± 3 standard deviations
    assertThat(losing(drawn)).hasSizeBetween(229, 311);
    assertThat(losing(drawn(mentions(), 0.5, 43))).containsAll(losing(drawn));
    assertThat(losing(drawn(mentions(), 0, 43))).isEmpty();
    assertThat(losing(drawn(mentions(), 1, 43))).hasSize(2 * POSTS * 9 / 10);
  }

  @Test
  void onlyAnEntityThatIsThereCanBeTakenAwayAndAPostStaysInOneFold() {
    Map<String, Integer> folds = new HashMap<>();
    for (Row row : HeldOut.drawn(mentions(), settings(0.3, 43)).collectAsList()) {
      String excluded = row.getAs("excluded");
      assertThat(excluded).isIn(null, row.getAs("gold_qid"));
      if (row.getAs("state").equals("not_in_kb")) {
        assertThat(excluded).isNull();
      }
      int fold = row.getAs("fold");
      Integer before = folds.put(row.getAs("post_id"), fold);
      assertThat(before).isIn(null, fold);
    }
    assertThat(new HashSet<>(folds.values())).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void theNextCandidateMovesUp() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "excluded string, candidates array<struct<qid string, match string, weight double>>",
            List.of(
                "{\"excluded\":\"Q1\",\"candidates\":[{\"qid\":\"Q1\"},{\"qid\":\"Q2\"},{\"qid\":\"Q3\"}]}",
                "{\"excluded\":\"Q9\",\"candidates\":[{\"qid\":\"Q1\"},{\"qid\":\"Q2\"},{\"qid\":\"Q3\"}]}",
                "{\"candidates\":[{\"qid\":\"Q1\"},{\"qid\":\"Q2\"},{\"qid\":\"Q3\"}]}",
                "{\"excluded\":\"Q1\",\"candidates\":[{\"qid\":\"Q1\"}]}",
                "{\"candidates\":[]}"));
    assertThat(
            HeldOut.withoutExcluded(mentions, 2)
                .selectExpr("concat_ws(' ', candidates.qid)")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("Q2 Q3", "Q1 Q2", "Q1 Q2", "", "");
  }

  @Test
  void choicesAreWhatIsLeftOfTheBestThree() {
    Dataset<Row> linked =
        LocalSpark.rows(
            "mention_key string, fold int, gold_qid string, state string, excluded string,"
                + " named array<struct<qid string, match string>>, image_status string,"
                + " candidates array<struct<qid string, score float, score_text float,"
                + " score_image float, score_cross float, score_name float>>",
            List.of(
                mention("e-right", "Q1", "usable", null, "Q1:5", "Q2:3"),
                mention("d-wrong", "Q2", "usable", null, "Q1:5", "Q2:3"),
                mention("c-excluded", "Q1", "usable", "Q1", "Q1:5", "Q2:3", "Q3:1"),
                mention("b-unknown", "Q7", "not_in_kb", null, "Q2:3"),
                mention("a-nothing", "Q1", "usable", "Q1", "Q1:5")));
    HeldOut.Chosen chosen = HeldOut.chosen(linked);
    assertThat(chosen.images()).containsExactly(java.util.Map.entry("ok", 5L));
    List<Choice> choices = chosen.choices();
    assertThat(choices)
        .extracting(Choice::key)
        .containsExactly("a-nothing", "b-unknown", "c-excluded", "d-wrong", "e-right");
    assertThat(choices)
        .extracting(Choice::linkable)
        .containsExactly(false, false, false, true, true);
    assertThat(choices).extracting(Choice::right).containsExactly(false, false, false, false, true);
    assertThat(choices).extracting(Choice::fold).containsOnly(3);
    assertThat(choices.get(0).evidence()).isEmpty();
    assertThat(choices.get(1).evidence())
        .hasValue(new CalibrationFeatures(3, 6, 9, false, 0, 2, false, true));
    assertThat(choices.get(2).evidence())
        .hasValue(new CalibrationFeatures(3, 6, 9, true, 2, 2, false, true));
    assertThat(choices.get(4).evidence())
        .hasValue(new CalibrationFeatures(5, 10, 15, true, 2, 2, true, true));
  }

  /** Of the candidates by name Q1 bears the name, Q2 only one like it. */
  private static String mention(
      String key, String gold, String state, String excluded, String... scored) {
    String entities =
        Arrays.stream(scored)
            .map(
                entity -> {
                  String[] parts = entity.split(":");
                  int score = Integer.parseInt(parts[1]);
                  return String.format(
                      Locale.ROOT,
                      "{\"qid\":\"%s\",\"score\":%d,\"score_text\":%d,\"score_image\":%d,"
                          + "\"score_cross\":0,\"score_name\":0}",
                      parts[0],
                      score,
                      2 * score,
                      3 * score);
                })
            .collect(Collectors.joining(","));
    return ("{\"mention_key\":\"%s\",\"fold\":3,\"gold_qid\":\"%s\",\"state\":\"%s\",\"excluded\":%s,"
            + "\"named\":[{\"qid\":\"Q1\",\"match\":\"exact\"},{\"qid\":\"Q2\",\"match\":\"fuzzy\"}],"
            + "\"image_status\":\"ok\",\"candidates\":[%s]}")
        .formatted(key, gold, state, excluded == null ? "null" : "\"" + excluded + "\"", entities);
  }
}
