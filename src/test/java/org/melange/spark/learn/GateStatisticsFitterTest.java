package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.mmoe.GateStatistics;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.testing.LocalSpark;

/** Statistics of the published gate over both sides. */
class GateStatisticsFitterTest {

  private static SmallWorld world;
  private static Dataset<Row> mentions;
  private static Dataset<Row> entities;

  @BeforeAll
  static void encode() {
    world = SmallWorld.get();
    List<String> json = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      json.add(
          String.format(
              Locale.ROOT,
              "{\"tag\": %d, \"mention\": \"Monaco\", \"text\": \"text %d\", \"images\": []}",
              i,
              i));
    }
    Settings settings = Settings.defaults();
    mentions =
        ClipFeatures.ofMentions(world.model(), ".", settings)
            .transform(
                LocalSpark.rows(
                    "tag int, mention string, text string, images array<struct<uri: string, bytes:"
                        + " binary>>",
                    json));
    entities =
        ClipFeatures.ofEntities(world.model(), world.sample().toString(), settings)
            .transform(
                EntityImages.structs(
                    KnowledgeBase.open(world.kb())
                        .entities(LocalSpark.session())
                        .orderBy("qid")
                        .limit(6)));
  }

  private static Map<String, float[]> fitted(Dataset<Row> ofMentions, Dataset<Row> ofEntities) {
    GateStatistics statistics =
        GateStatisticsFitter.fit(
            ofMentions, ofEntities, world.model(), Settings.defaults().features());
    assertThat(statistics.experts()).isEqualTo(ModelInfo.config(world.model()).matcher().experts());
    return statistics.toTensors();
  }

  @Test
  void meansDoNotDependOnHowTheRowsAreDivided() {
    Map<String, float[]> one = fitted(mentions.coalesce(1), entities.coalesce(1));
    Map<String, float[]> many = fitted(mentions.repartition(3), entities.repartition(4));
    assertThat(many.keySet()).isEqualTo(one.keySet()).isNotEmpty();
    one.forEach(
        (name, means) -> assertThat(many.get(name)).as(name).containsExactly(means, within(1e-5f)));
  }

  @Test
  void theTablesOfASideFollowFromItsRowsAlone() {
    Map<String, float[]> all = fitted(mentions, entities);
    Map<String, float[]> fewer = fitted(mentions.filter("tag < 2"), entities);
    List<String> changed = new ArrayList<>();
    all.forEach(
        (name, means) -> {
          if (name.endsWith("entity")) {
            assertThat(fewer.get(name)).as(name).containsExactly(means, within(1e-5f));
          } else if (!Arrays.equals(fewer.get(name), means)) {
            changed.add(name);
          }
        });
    assertThat(changed).isNotEmpty().allMatch(name -> name.endsWith("mention"));
  }

  @Test
  void bothSidesAreNeeded() {
    assertThatThrownBy(() -> fitted(mentions.limit(0), entities))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("both mentions and entities are needed");
  }
}
