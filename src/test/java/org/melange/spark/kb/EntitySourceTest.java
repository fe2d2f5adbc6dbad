package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.kb.Entity;
import org.melange.run.JobException;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import org.melange.testing.LocalSpark;

/** Entities from files of every format. */
class EntitySourceTest {

  @TempDir private Path dir;
  private final SparkSession spark = LocalSpark.session();

  private EntitySource.Input lines(String name, String... lines) throws IOException {
    Path file = Files.write(dir.resolve(name), Arrays.asList(lines));
    return new EntitySource.Input(EntitySource.Format.JSONL, file.toString());
  }

  private EntitySource.Input mimic(String name, String text) throws IOException {
    Path file = Files.writeString(dir.resolve(name), text);
    return new EntitySource.Input(EntitySource.Format.MIMIC, file.toString());
  }

  private static Map<String, Entity> entities(EntitySource source) {
    return source.entities().collectAsList().stream()
        .map(EntityCodec::entity)
        .collect(Collectors.toMap(Entity::qid, entity -> entity));
  }

  @Test
  void earlierSourcesTakePrecedence() throws IOException {
    EntitySource.Input trusted =
        mimic(
            "kb_entity.json",
            "[{\"id\":0,\"qid\":\"Q1\",\"type\":\"entity\",\"entity_name\":\"Oslo\","
                + "\"desc\":\"capital of Norway\",\"image_list\":[\"Q1/1.jpg\",\"Q1/0.jpg\"]}]");
    EntitySource.Input other =
        lines(
            "more.jsonl",
            "{\"qid\":\"Q1\",\"label\":\"Kristiania\",\"description\":\"a city\"}",
            "{\"qid\":\"Q2\",\"label\":\"Bergen\"}");
    try (EntitySource source = EntitySource.read(spark, List.of(trusted, other))) {
      assertThat(source.records()).isEqualTo(3);
      Map<String, Entity> entities = entities(source);
      assertThat(entities.keySet()).isEqualTo(Set.of("Q1", "Q2"));
      assertThat(entities.get("Q1").label()).isEqualTo("Oslo");
      assertThat(entities.get("Q1").description()).isEqualTo("capital of Norway");
      assertThat(entities.get("Q1").aliases()).contains("Kristiania");
      assertThat(entities.get("Q1").images()).containsExactly("Q1/1.jpg", "Q1/0.jpg");
    }
    try (EntitySource source = EntitySource.read(spark, List.of(other, trusted))) {
      assertThat(entities(source).get("Q1").label()).isEqualTo("Kristiania");
    }
  }

  @Test
  void everyRecordIsAnEntityOrARejection() throws IOException {
    EntitySource.Input input =
        lines(
            "a.jsonl",
            "{\"qid\":\"Q1\",\"label\":\"Oslo\"}",
            "",
            "{\"qid\":\"Q2\"}",
            "{\"label\":\"no QID\"}",
            "[1]",
            "{\"qid\":\"Q3\",\"label\":",
            "{\"qid\":\"Q4\",\"label\":5}");
    try (EntitySource source = EntitySource.read(spark, List.of(input))) {
      Map<String, Long> rejections = Quarantine.counts(source.rejections());
      assertThat(entities(source)).containsKey("Q1");
      assertThat(source.records()).isEqualTo(6);
      assertThat(entities(source).size() + rejections.values().stream().mapToLong(n -> n).sum())
          .isEqualTo(6);
      assertThat(rejections.keySet()).allMatch(reason -> reason.startsWith("entity/"));
    }
  }

  @Test
  void anInputWithoutEntitiesIsAUserError() throws IOException {
    List<EntitySource.Input> inputs =
        List.of(lines("a.jsonl", "{\"qid\":\"Q1\",\"label\":\"Oslo\"}"), lines("empty.jsonl", " "));
    assertThatThrownBy(() -> EntitySource.read(spark, inputs))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("empty.jsonl holds no entities");
  }

  @Test
  void aFileOfAnotherFormatIsAUserError() throws IOException {
    Set<Object> before = LocalSpark.cached();
    List<EntitySource.Input> inputs = List.of(mimic("a.json", "{\"qid\":\"Q1\"}"));
    assertThatThrownBy(() -> EntitySource.read(spark, inputs))
        .hasStackTraceContaining("a.json")
        .hasStackTraceContaining("array");
    assertThat(LocalSpark.cached()).isSubsetOf(before);
  }

  @Test
  void csvAndParquetHaveTheKeysAsColumns() throws IOException {
    Path csv =
        Files.writeString(dir.resolve("a.csv"), "id;name;aliases\nQ1;Oslo;Kristiania|Ánslo\n");
    String parquet = dir.resolve("parquet").toString();
    LocalSpark.rows(
            "id STRING, label STRING, aliases ARRAY<STRING>, sitelinks INT",
            List.of(
                "{\"id\":\"http://www.wikidata.org/entity/Q2\",\"label\":\"Bergen\","
                    + "\"aliases\":[\"Bjørgvin\"],\"sitelinks\":7}",
                "{\"id\":\"Q3\"}"))
        .write()
        .parquet(parquet);
    List<EntitySource.Input> inputs =
        List.of(
            new EntitySource.Input(EntitySource.Format.CSV, csv.toString()),
            new EntitySource.Input(EntitySource.Format.PARQUET, parquet));
    try (EntitySource source = EntitySource.read(spark, inputs)) {
      Map<String, Entity> entities = entities(source);
      assertThat(entities.keySet()).isEqualTo(Set.of("Q1", "Q2"));
      assertThat(entities.get("Q1").aliases()).containsExactly("Kristiania", "Ánslo");
      assertThat(entities.get("Q2").aliases()).containsExactly("Bjørgvin");
      assertThat(entities.get("Q2").popularity()).isEqualTo(7);
      assertThat(RejectionSummary.of(source.rejections()).lines())
          .containsExactly(
              "rejected: entity/missing_field 1",
              "  entity/missing_field: the entity has no label, or an empty one: {\"id\":\"Q3\"}");
    }
  }
}
