package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.kb.Entity;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.testing.LocalSpark;

/** Entities that were merged into others count as those, as answers and as candidates. */
class MergedEntitiesTest {

  private static final Path DATA = Path.of("src/test/resources/redirects");

  @TempDir private Path dir;

  private final SparkSession spark = LocalSpark.session();

  private EntitySource source(Path file) {
    return EntitySource.read(
        spark, List.of(new EntitySource.Input(EntitySource.Format.JSONL, file.toString())));
  }

  @Test
  void anAnswerThatIsARedirectIsUsable() {
    DataSet set = new DataSet(DATA.toString());
    try (EntitySource entities = source(DATA.resolve("kb.jsonl"));
        PostSource posts = set.read(spark, "test", Settings.defaults(), 2)) {
      Dataset<Row> answered = DataSet.withGold(posts.posts());
      DataSet.Gold gold = DataSet.Gold.of(answered, entities.entities());
      assertThat(gold.usable().select("gold_qid").collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactlyInAnyOrder("Q501", "Q502", "Q503", "Q504", "Q505");
      assertThat(DataSet.resolved(answered, entities.entities()).columns())
          .isEqualTo(answered.columns());
      assertThat(new DataSet(dir.toString()).strangers(entities.entities())).isEmpty();
    }
  }

  @Test
  void anIndexOfEntitiesMayNameRedirects() throws IOException {
    Files.writeString(dir.resolve("qid2id.json"), "{\"Q90504\": 0, \"Q505\": 1, \"Q1\": 2}");
    try (EntitySource entities = source(DATA.resolve("kb.jsonl"))) {
      assertThat(new DataSet(dir.toString()).strangers(entities.entities())).hasValue(1L);
    }
  }

  @Test
  void entitiesAreMergedAlongChainsAndOutOfCycles() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("kb.jsonl"),
            """
            {"qid": "Q1", "label": "Georgia", "redirects": ["Q20"]}
            {"qid": "Q20", "label": "Sakartvelo", "description": "country", "redirects": ["Q300"]}
            {"qid": "Q300", "label": "Republic of Georgia", "redirects": ["Q4000"]}
            {"qid": "Q5", "label": "Five", "redirects": ["Q6"]}
            {"qid": "Q6", "label": "Six", "redirects": ["Q5", "Q4000"]}
            {"qid": "Q7", "label": "Seven", "redirects": ["Q7"]}
            """);
    try (EntitySource source = source(file)) {
      KnowledgeBase base = KnowledgeBase.write(source.entities(), dir + "/kb", Map.of());
      List<Entity> entities =
          base.entities(spark).orderBy("qid").collectAsList().stream()
              .map(EntityCodec::entity)
              .toList();
      assertThat(entities).extracting(Entity::qid).containsExactly("Q1", "Q5", "Q7");
      assertThat(entities.get(0).aliases())
          .containsExactlyInAnyOrder("Sakartvelo", "Republic of Georgia");
      assertThat(entities.get(0).description()).isEqualTo("country");
      assertThat(entities.get(0).redirects()).containsExactlyInAnyOrder("Q20", "Q300", "Q4000");
      assertThat(entities.get(1).redirects()).containsExactlyInAnyOrder("Q6", "Q4000");
      assertThat(base.index().load().candidates().candidates("sakartvelo", 5))
          .extracting(candidate -> candidate.qid())
          .first()
          .isEqualTo("Q1");
      assertThat(gold(base, "Q300")).hasValue("Q1");
      assertThat(gold(base, "Q4000")).hasValue("Q1");
      assertThat(gold(base, "Q6")).hasValue("Q5");
      assertThat(gold(base, "Q8")).hasValue("Q8");
    }
  }

  private Optional<String> gold(KnowledgeBase base, String answer) {
    Dataset<Row> answered =
        LocalSpark.rows("gold_qid string", List.of("{\"gold_qid\":\"" + answer + "\"}"));
    List<Row> rows = DataSet.resolved(answered, base.entities(spark)).collectAsList();
    assertThat(rows).hasSize(1);
    return Optional.ofNullable(rows.get(0).getAs("gold_qid"));
  }
}
