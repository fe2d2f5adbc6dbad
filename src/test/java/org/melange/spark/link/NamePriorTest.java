package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.job.SmallWorld;
import org.melange.kb.Qids;
import org.melange.link.row.NameTerm;
import org.melange.link.score.NameWeightGrid;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.learn.NameWeightFitter;
import org.melange.spark.row.PostCodec;
import org.melange.testing.LocalSpark;

/** Names that have a say in scores, as stages link and rank by them. */
class NamePriorTest {

  private static final double PRIOR = 0.75;
  private static final int EVERYTHING = 10_000;

  private static SmallWorld world;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  /** Mentions of several names, with their candidates a second time, and one of these as answer. */
  private static Dataset<Row> features() {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "mention string, text string, images array<struct<uri: string, bytes: binary>>",
            List.of(
                "{\"mention\": \"Georgia\", \"text\": \"Georgia in spring\", \"images\": []}",
                "{\"mention\": \"Georgla\", \"text\": \"misspelt\", \"images\": []}",
                "{\"mention\": \"Monaco\", \"text\": \"Monaco at night\", \"images\": []}",
                "{\"mention\": \"zzzzqqqq\", \"text\": \"nobody\", \"images\": []}"));
    ClipFeatures features = new ClipFeatures().ofMentions();
    features.setModel(world.model());
    return features
        .transform(new CandidateGenerator().setKb(world.kb()).setLimit(20).transform(mentions))
        .withColumn("named", col("candidates"))
        .withColumn("gold_qid", expr("try_element_at(candidates.qid, -1)"));
  }

  private static EntityLinker linker(CandidateMode mode, double prior) {
    EntityLinker linker = new EntityLinker().setTable(world.table()).setTopK(EVERYTHING);
    linker.setCalibration("off").setModel(world.model());
    linker.setCandidateMode(mode).set(linker.namePrior(), prior).set(linker.nearest(), 5);
    return linker;
  }

  @ParameterizedTest
  @EnumSource
  void scoresAreTheModelsPlusTheWeightOfTheName(CandidateMode mode) {
    Dataset<Row> features = features();
    List<Row> alone = linker(mode, 0).transform(features).collectAsList();
    List<Row> lifted = linker(mode, PRIOR).transform(features).collectAsList();
    int named = 0;
    for (int m = 0; m < alone.size(); m++) {
      Map<String, Row> before = scored(alone.get(m));
      Map<String, Row> after = scored(lifted.get(m));
      Map<String, Float> weights =
          PostCodec.list(alone.get(m), "named").stream()
              .collect(Collectors.toMap(c -> c.getAs("qid"), NamePriorTest::prior));
      named += weights.size();
      assertThat(after.keySet()).isEqualTo(before.keySet()).containsAll(weights.keySet());
      after.forEach(
          (qid, scored) -> {
            float prior = weights.getOrDefault(qid, 0f);
            assertThat(scored.<Float>getAs("score_name")).isEqualTo(prior);
            assertThat(scored.<Float>getAs("score"))
                .isEqualTo(before.get(qid).<Float>getAs("score") + prior);
            assertThat(before.get(qid).<Float>getAs("score_name")).isZero();
          });
      assertThat(after.values().stream().toList())
          .isSortedAccordingTo(
              Comparator.<Row>comparingDouble(row -> -row.<Float>getAs("score"))
                  .thenComparingLong(row -> Qids.number(row.getAs("qid"))));
      if (!after.isEmpty()) {
        assertThat(lifted.get(m).<String>getAs("qid")).isEqualTo(after.keySet().iterator().next());
      }
    }
    assertThat(named).isGreaterThan(4);
  }

  /** The model is untrained: a label that equals the mention gets the floor in addition. */
  private static float prior(Row candidate) {
    float weight = (float) PRIOR * candidate.<Double>getAs("weight").floatValue();
    return candidate.getAs("match").equals("exact")
        ? weight + (float) (NameTerm.UNTRAINED.floor() + PRIOR)
        : weight;
  }

  @ParameterizedTest
  @EnumSource
  void anEvaluationRanksAsALinkerDoes(CandidateMode mode) {
    Dataset<Row> answered = features().filter(col("gold_qid").isNotNull());
    List<Row> linked = linker(mode, PRIOR).transform(answered).collectAsList();
    GoldRanker ranker = new GoldRanker().setTable(world.table());
    ranker.setModel(world.model());
    ranker.setCandidateMode(mode).set(ranker.namePrior(), PRIOR).set(ranker.nearest(), 5);
    List<Row> ranked = ranker.transform(answered).collectAsList();
    assertThat(linked).hasSizeGreaterThan(2);
    for (int m = 0; m < linked.size(); m++) {
      List<String> order = List.copyOf(scored(linked.get(m)).keySet());
      assertThat(ranked.get(m).<Integer>getAs("rank"))
          .isEqualTo(1 + order.indexOf(linked.get(m).<String>getAs("gold_qid")))
          .isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void weightsAreComparedAsALinkerWouldLink(CandidateMode mode) {
    Dataset<Row> answered = features().filter(col("gold_qid").isNotNull()).cache();
    NameWeightRanker ranker = new NameWeightRanker().setTable(world.table());
    ranker.setModel(world.model()).setCandidateMode(mode).set(ranker.nearest(), 5);
    List<Row> compared = ranker.transform(answered).collectAsList();
    double[] weights = NameWeightGrid.weights();
    long[] right = new long[weights.length];
    for (int w : new int[] {0, 6, weights.length - 1}) {
      List<Row> linked = linker(mode, weights[w]).transform(answered).collectAsList();
      for (int m = 0; m < linked.size(); m++) {
        boolean first = linked.get(m).getAs("qid").equals(linked.get(m).getAs("gold_qid"));
        assertThat(compared.get(m).<Boolean>getList(compared.get(m).fieldIndex("right")).get(w))
            .isEqualTo(first);
        right[w] += first ? 1 : 0;
      }
    }
    NameWeightFitter.Fit fit = NameWeightFitter.fit(answered, ranker);
    assertThat(fit.mentions()).isEqualTo(compared.size());
    assertThat(fit.rightWithout()).isEqualTo(right[0]);
    assertThat(fit.right()).isGreaterThanOrEqualTo(Arrays.stream(right).max().orElseThrow());
    assertThat(weights).contains(fit.weight());
    answered.unpersist();
  }

  @Test
  void fewerThatAreListedAreTheFirstOfAll() {
    Dataset<Row> features = features();
    List<Row> whole = linker(CandidateMode.ALL, PRIOR).transform(features).collectAsList();
    List<Row> three =
        linker(CandidateMode.ALL, PRIOR).setTopK(3).transform(features).collectAsList();
    for (int m = 0; m < whole.size(); m++) {
      assertThat(PostCodec.list(three.get(m), "candidates"))
          .isEqualTo(PostCodec.list(whole.get(m), "candidates").subList(0, 3));
    }
  }

  @Test
  void candidatesAreAskedForWhereNamesHaveASay() {
    StructType without = features().drop("candidates").schema();
    linker(CandidateMode.ALL, 0).transformSchema(without);
    assertThatThrownBy(() -> linker(CandidateMode.ALL, PRIOR).transformSchema(without))
        .hasMessageContaining("no column 'candidates'");
    assertThatThrownBy(() -> linker(CandidateMode.ALL, -1)).hasMessageContaining("namePrior");
  }

  /** What a link lists, by QID, in its order. */
  private static Map<String, Row> scored(Row link) {
    return PostCodec.list(link, "candidates").stream()
        .collect(
            Collectors.toMap(row -> row.getAs("qid"), row -> row, (a, b) -> a, LinkedHashMap::new));
  }
}
