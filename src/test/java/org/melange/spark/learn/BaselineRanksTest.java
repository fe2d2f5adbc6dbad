package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Baselines rank the right entity among the candidates of its name. */
class BaselineRanksTest {

  private static final String CANDIDATES =
      "[{\"qid\": \"Q1\", \"match\": \"exact\", \"weight\": 0.9},"
          + " {\"qid\": \"Q2\", \"match\": \"exact\", \"weight\": 0.5},"
          + " {\"qid\": \"Q3\", \"match\": \"fuzzy\", \"weight\": 0.8}]";

  private static final Dataset<Row> ENTITIES =
      LocalSpark.rows(
          "qid string, description string",
          List.of(
              "{\"qid\": \"Q1\", \"description\": \"a river\"}",
              "{\"qid\": \"Q2\", \"description\": \"painter of flowers\"}",
              "{\"qid\": \"Q3\", \"description\": \"flowers\"}",
              "{\"qid\": \"Q4\", \"description\": \"flowers\"}"));

  private static Map<String, Row> ranks(String... mentions) {
    Dataset<Row> rows =
        LocalSpark.rows(
            "mention_key string, text string, gold_qid string, candidates array<struct<qid:"
                + " string, match: string, weight: double>>",
            List.of(mentions));
    return BaselineRanks.of(rows, ENTITIES).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("mention_key"), row -> row));
  }

  private static String mention(String key, String text, String gold, String candidates) {
    return "{\"mention_key\": \"%s\", \"text\": \"%s\", \"gold_qid\": \"%s\", \"candidates\": %s}"
        .formatted(key, text, gold, candidates);
  }

  @Test
  void namesRankByWeightAndDescriptionsByWordsOfTheText() {
    Map<String, Row> ranks =
        ranks(
            mention("a", "she painted flowers", "Q2", CANDIDATES),
            mention("b", "a walk along the river", "Q1", CANDIDATES),
            mention("c", "flowers", "Q3", CANDIDATES));
    assertThat(ranks.get("a").<Integer>getAs("rank_by_name")).isEqualTo(2);
    assertThat(ranks.get("a").<Integer>getAs("rank_by_overlap")).isEqualTo(1);
    assertThat(ranks.get("b").<Integer>getAs("rank_by_name")).isEqualTo(1);
    assertThat(ranks.get("b").<Integer>getAs("rank_by_overlap")).isEqualTo(1);
    // names that are only similar come behind those that fit
    assertThat(ranks.get("c").<Integer>getAs("rank_by_name")).isEqualTo(3);
    assertThat(ranks.get("c").<Integer>getAs("rank_by_overlap")).isEqualTo(3);
  }

  @Test
  void anEntityThatIsNoCandidateHasNoRankAndAMentionWithoutOnesHasNoRow() {
    Map<String, Row> ranks =
        ranks(mention("a", "flowers", "Q4", CANDIDATES), mention("b", "flowers", "Q1", "[]"));
    assertThat(ranks).containsOnlyKeys("a");
    assertThat(ranks.get("a").<Integer>getAs("rank_by_name")).isNull();
    assertThat(ranks.get("a").<Integer>getAs("rank_by_overlap")).isNull();
  }
}
