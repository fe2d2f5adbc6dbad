package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.testing.LocalSpark.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.link.lexical.LexicalFeature;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** Weights fitted on mentions whose description is always in the text. */
class LexicalWeightsFitterTest {

  private static final int NAMES = 30;

  @TempDir static Path dir;
  private static KnowledgeBase base;

  /** Two entities of each name: a painter and a river. */
  @BeforeAll
  static void makeKnowledgeBase() {
    List<String> entities = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      entities.add(entity(2 * i + 1, i, "painter"));
      entities.add(entity(2 * i + 2, i, "river"));
    }
    base =
        KnowledgeBase.write(
            rows(Schemas.ENTITY.toDDL(), entities), dir.resolve("kb").toString(), Map.of());
  }

  private static String entity(int qid, int name, String description) {
    return String.format(
        Locale.ROOT,
        "{\"qid\":\"Q%d\",\"label\":\"Name%d\",\"description\":\"%s\",\"aliases\":[],"
            + "\"types\":[],\"popularity\":0,\"images\":[],\"redirects\":[]}",
        qid,
        name,
        description);
  }

  private static Dataset<Row> mentions(int count) {
    List<String> mentions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean river = i % 2 == 0;
      mentions.add(
          String.format(
              Locale.ROOT,
              "{\"mention_key\":\"%d\",\"mention\":\"Name%d\",\"text\":\"a"
                  + " %s\",\"gold_qid\":\"Q%d\"}",
              i,
              i,
              river ? "river" : "painter",
              2 * i + (river ? 2 : 1)));
    }
    return rows("mention_key string, mention string, text string, gold_qid string", mentions);
  }

  private static LexicalWeights fit(Dataset<Row> mentions) {
    return new LexicalWeightsFitter(LocalSpark.session(), base, Settings.defaults().link().table())
        .fit(mentions, Map.of("a", "b"));
  }

  @Test
  void whatTellsEntitiesApartGetsWeight() {
    LexicalWeights weights = fit(mentions(NAMES));
    assertThat(weights.of(LexicalFeature.DESCRIPTION_STEMS)).isGreaterThan(1);
    assertThat(weights.of(LexicalFeature.POPULARITY)).isZero();
    assertThat(weights.of(LexicalFeature.UNIQUE_LABEL))
        .isEqualTo(LexicalWeightsFitter.UNIQUE_LABEL);
    assertThat(weights.facts()).containsEntry("a", "b");
  }

  @Test
  void theResultDoesNotDependOnPartitions() {
    LexicalWeights one = fit(mentions(NAMES).coalesce(1));
    assertThat(fit(mentions(NAMES).repartition(5))).isEqualTo(one);
  }

  @Test
  void tooFewMentionsAreRefused() {
    assertThatThrownBy(() -> fit(mentions(5)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("of 5 mentions");
  }
}
