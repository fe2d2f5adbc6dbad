package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.testing.LocalSpark.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** Which entities are instances of classes. */
class EntityFilterTest {

  @TempDir private static Path dir;
  @TempDir private Path temp;

  private static SparkSession spark;
  private static KnowledgeBase base;

  @BeforeAll
  static void makeKnowledgeBase() {
    spark = LocalSpark.session();
    String path = dir.resolve("kb").toString();
    writeClasses(path);
    base =
        KnowledgeBase.write(
            entities(
                entity("Q1", "\"Q5\""),
                entity("Q65", "\"Q101\",\"Q9\""),
                entity("Q70", "\"Q200\""),
                entity("Q9000000001", "\"Q100\""),
                entity("Q9000000002", "")),
            path,
            Map.of());
  }

  /** Q100 and Q101 are subclasses of each other, and Q100 is one of Q5. */
  private static void writeClasses(String path) {
    KnowledgeBase.writeClasses(
        rows(
            "qid string, parents array<string>",
            List.of(
                "{\"qid\":\"Q100\",\"parents\":[\"Q5\",\"Q101\"]}",
                "{\"qid\":\"Q101\",\"parents\":[\"Q100\"]}",
                "{\"qid\":\"Q300\",\"parents\":[\"Q301\"]}")),
        path);
  }

  private static Dataset<Row> entities(String... entities) {
    return rows(Schemas.ENTITY.toDDL(), List.of(entities));
  }

  private static String entity(String qid, String types) {
    return ("{\"qid\":\"%s\",\"label\":\"name of %s\",\"description\":\"\",\"aliases\":[],"
            + "\"types\":[%s],\"popularity\":0,\"images\":[],\"redirects\":[]}")
        .formatted(qid, qid, types);
  }

  private static List<Long> instances(String types) {
    LongPredicate entities = EntityFilter.of(spark, base, types).entities();
    return LongStream.of(1, 65, 70, 100, 9000000001L, 9000000002L)
        .filter(entities)
        .boxed()
        .toList();
  }

  @Test
  void instancesOfSubclassesCount() {
    assertThat(instances("Q5")).containsExactly(1L, 65L, 9000000001L);
    assertThat(instances("Q101")).containsExactly(65L, 9000000001L);
    assertThat(instances("Q200,Q9")).containsExactly(65L, 70L);
    assertThat(instances("Q301")).isEmpty();
    assertThat(instances("")).hasSize(6);
  }

  @Test
  void theInstancesAreFoundOnce() {
    EntityFilter filter = EntityFilter.of(spark, base, "Q5,Q9");
    assertThat(EntityFilter.of(spark, base, "Q9,Q5")).isSameAs(filter);
    assertThat(filter.isAll()).isFalse();
    assertThat(filter.key()).isNotEqualTo(EntityFilter.of(spark, base, "Q5").key());
    assertThat(EntityFilter.of(spark, base, "")).isSameAs(EntityFilter.ALL);
  }

  @Test
  void mentionsAreFoundByNamesOfInstances() {
    Dataset<Row> posts =
        rows(
            "post_id string, text string, mentions array<struct<mention_id: string, text: string,"
                + " start: int, end: int>>",
            List.of(
                "{\"post_id\":\"p\",\"text\":\"The Name of Q70, the Name of Q65 and Name of Q1\"}",
                "{\"post_id\":\"r\",\"text\":\"given\",\"mentions\":[{\"mention_id\":\"m\",\"text\":\"Name"
                    + " of Q70\"}]}"));
    Settings settings = Settings.defaults().with(List.of("mentions.types=Q5"));
    MentionExtractor extractor = new MentionExtractor().setKb(base.directory());
    assertThat(extractor.transform(posts).count()).isEqualTo(4);
    Dataset<Row> found = extractor.setSettings(settings).transform(posts);
    assertThat(found.collectAsList())
        .extracting(row -> row.getAs("mention"))
        .containsExactlyInAnyOrder("Name of Q65", "Name of Q1", "Name of Q70");
    CandidateGenerator candidates =
        new CandidateGenerator()
            .setKb(base.directory())
            .setSettings(Settings.defaults().with(List.of("link.types=Q101")));
    assertThat(candidates.transform(found).filter("post_id = 'p'").collectAsList())
        .allSatisfy(
            row ->
                assertThat(row.<Row>getList(row.fieldIndex("candidates")))
                    .extracting(candidate -> candidate.getAs("qid"))
                    .containsExactlyInAnyOrder("Q65", "Q9000000001"));
  }

  @Test
  void whatIsNoClassIsRefused() {
    assertRefused(base, "Q5,Q7,Q1", base.directory() + " has no class Q1, Q7");
  }

  @Test
  void entitiesWithoutTypesAreRefused() {
    KnowledgeBase plain =
        KnowledgeBase.write(entities(entity("Q1", "")), temp.resolve("plain").toString(), Map.of());
    assertRefused(plain, "Q5", "have no types, which link.types and mentions.types need");
  }

  @Test
  void aDamagedHierarchyIsRefused() throws IOException {
    String path = temp.resolve("kb").toString();
    writeClasses(path);
    KnowledgeBase damaged = KnowledgeBase.write(entities(entity("Q1", "\"Q5\"")), path, Map.of());
    try (Stream<Path> files = Files.list(Path.of(path, "classes"))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    assertThat(KnowledgeBase.open(path).version()).isEqualTo(damaged.version());
    assertRefused(damaged, "Q5", "classes/");
  }

  private static void assertRefused(KnowledgeBase some, String types, String message) {
    assertThatThrownBy(() -> EntityFilter.of(spark, some, types))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(message);
  }
}
