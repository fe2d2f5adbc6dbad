package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.SmallWorld;
import org.melange.link.EntityTable;
import org.melange.link.RowLayout;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** Tables and knowledge bases on disk: refused when stale, damaged or too large. */
class EntityTablesTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  @Test
  void aTableThatFitsHoldsEveryEntity() {
    EntityTables.check(world.table(), base(), ModelInfo.version(world.model()));
    Broadcast<EntityTable> table = broadcast(world.table(), Long.MAX_VALUE);
    List<Row> entities =
        base().entities(LocalSpark.session()).select("qid", "label").collectAsList();
    assertThat(table.value().size()).isEqualTo(entities.size());
    for (Row entity : entities) {
      int index = table.value().indexOf(entity.getString(0));
      assertThat(table.value().label(index)).isEqualTo(entity.getString(1));
    }
    table.destroy();
  }

  @Test
  void theStaleOneIsNamed() {
    assertRefused(
        () -> EntityTables.check(world.table(), base(), "other"),
        ExitCode.INPUT,
        "entity table " + world.table() + " is stale",
        "the model has other",
        "jobs/embed-kb");
    KnowledgeBase other =
        KnowledgeBase.write(
            base().entities(LocalSpark.session()).limit(3),
            dir.resolve("kb").toString(),
            java.util.Map.of());
    assertRefused(
        () -> EntityTables.check(world.table(), other, ModelInfo.version(world.model())),
        ExitCode.INPUT,
        "is stale",
        other.folder(),
        other.version());
  }

  @Test
  void changedLostAndRepeatedRowsAreRefused() throws IOException {
    Dataset<Row> rows = LocalSpark.session().read().parquet(world.table() + "/rows");
    Dataset<Row> changed =
        rows.withColumn(
            "label",
            functions
                .when(functions.col("qid").equalTo(rows.first().getAs("qid")), "x")
                .otherwise(functions.col("label")));
    List<Dataset<Row>> damaged =
        List.of(
            changed,
            rows.limit(5),
            rows.filter("false"),
            rows.union(rows).union(rows),
            rows.union(rows.limit(1)).union(rows.limit(1)));
    for (int i = 0; i < damaged.size(); i++) {
      Path table = Files.createDirectories(dir.resolve("table" + i));
      Files.copy(Path.of(world.table(), "manifest.json"), table.resolve("manifest.json"));
      damaged.get(i).write().parquet(table + "/rows");
      assertRefused(
          () -> broadcast(table.toString(), Long.MAX_VALUE),
          ExitCode.INPUT,
          table.toString(),
          "embed the knowledge base again");
    }
  }

  @Test
  void aTableOfAnotherWidthIsRefused() {
    RowLayout wider =
        new RowLayout(
            layout().textDim() + 1,
            layout().imageDim(),
            layout().hiddenDim(),
            layout().liveTokens());
    assertRefused(
        () -> EntityTables.broadcast(LocalSpark.session(), world.table(), wider, Long.MAX_VALUE),
        ExitCode.INPUT,
        "numbers, not " + wider.width());
  }

  @Test
  void aTableTooLargeIsRefusedBeforeItIsLoaded() {
    assertRefused(
        () -> broadcast(world.table(), 1000),
        ExitCode.USAGE,
        "link.max-table-bytes",
        world.table());
    broadcast(world.table(), EntityTable.bytes(239, layout().width())).destroy();
  }

  @Test
  void unfinishedFoldersAndOtherKindsAreRefused() throws IOException {
    assertRefused(
        () -> KnowledgeBase.open(dir.resolve("absent").toString()),
        ExitCode.INPUT,
        "absent is no knowledge-base");
    assertRefused(() -> KnowledgeBase.open(world.model()), ExitCode.INPUT, "not a knowledge-base");
    assertRefused(() -> ModelInfo.version(world.kb()), ExitCode.INPUT, "not a model");
    Path unfinished = Files.createDirectories(dir.resolve("unfinished/rows")).getParent();
    assertRefused(
        () -> broadcast(unfinished.toString(), 1), ExitCode.INPUT, "unfinished is no entity-table");
  }

  @Test
  void aKnowledgeBaseOfOtherNameRulesIsRefused() throws IOException {
    Path kb = Files.createDirectories(dir.resolve("kb"));
    String manifest = Files.readString(Path.of(world.kb(), "manifest.json"));
    Files.writeString(
        kb.resolve("manifest.json"),
        manifest.replaceAll("\"name_normalizer\" : \\S+?(,?)\\n", "\"name_normalizer\" : 0$1\n"));
    assertRefused(
        () -> KnowledgeBase.open(kb.toString()),
        ExitCode.INPUT,
        "normalisation 0",
        "import it again");
  }

  @Test
  void theVersionOfAKnowledgeBaseDoesNotHangOnTheOrderOfEntities() {
    Dataset<Row> shuffled =
        base().entities(LocalSpark.session()).orderBy(functions.rand(3)).repartition(3);
    KnowledgeBase again =
        KnowledgeBase.write(shuffled, dir.resolve("again").toString(), java.util.Map.of());
    assertThat(again.version()).isEqualTo(base().version());
    assertThat(again.names(LocalSpark.session()).count())
        .isEqualTo(base().names(LocalSpark.session()).count());
  }

  @Test
  void outputsAreFinishedWhenTheirManifestIsThere() throws IOException {
    Path out = Files.createDirectories(dir.resolve("out"));
    String folder = out.toString();
    assertThat(Outputs.finished(folder)).isFalse();
    assertThat(Outputs.foreign(folder)).isFalse();
    Files.createDirectories(out.resolve("links"));
    assertThat(Outputs.foreign(folder)).isFalse();
    Files.writeString(out.resolve("thesis.tex"), "");
    assertThat(Outputs.foreign(folder)).isTrue();
    Outputs.finish(folder, new org.melange.run.Manifest("links", "v", java.util.Map.of()));
    assertThat(Outputs.finished(folder)).isTrue();
    Outputs.clear(folder);
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("thesis.tex");
    }
  }

  private static KnowledgeBase base() {
    return KnowledgeBase.open(world.kb());
  }

  private static RowLayout layout() {
    return RowLayout.of(ModelInfo.config(world.model()).matcher());
  }

  private static Broadcast<EntityTable> broadcast(String folder, long maxBytes) {
    return EntityTables.broadcast(LocalSpark.session(), folder, layout(), maxBytes);
  }

  private static void assertRefused(ThrowingCallable call, ExitCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
