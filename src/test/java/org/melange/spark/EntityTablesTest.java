package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.config.Settings.DeviceChoice;
import org.melange.config.Settings.Precision;
import org.melange.job.SmallWorld;
import org.melange.link.EntityTable;
import org.melange.link.table.TableFiles;
import org.melange.link.table.Verification;
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
    EntityTable table = load(world.table());
    List<Row> entities =
        base()
            .entities(LocalSpark.session())
            .select("qid", "label", "content_hash")
            .collectAsList();
    assertThat(table.size()).isEqualTo(entities.size());
    for (Row entity : entities) {
      int index = table.indexOf(entity.getString(0));
      assertThat(table.label(index)).isEqualTo(entity.getString(1));
      assertThat(entity.getString(2)).startsWith(table.contentHash(index)).hasSize(64);
    }
    assertThat(load(world.table())).isSameAs(table);
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
  void filesThatWereChangedLostOrExchangedAreRefused() throws IOException {
    List<Path> segments = segments(Path.of(world.table()));
    assertThat(segments).hasSizeGreaterThan(1);
    assertDamaged("changed", table -> flip(segments(table).get(1)), "is not the file");
    assertDamaged("lost", table -> Files.delete(segments(table).get(0)), "does not exist");
    assertDamaged(
        "cut", table -> cut(segments(table).get(0)), "is not the file that the manifest names");
    assertDamaged(
        "exchanged",
        table ->
            Files.copy(
                segments.get(0), segments(table).get(1), StandardCopyOption.REPLACE_EXISTING),
        "is not the file");
  }

  @Test
  void aFileThatChangesAfterItWasCheckedIsCheckedAgain() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    Path notes = Files.createDirectories(dir.resolve("notes"));
    TableFiles files = EntityTables.files(table.toString());
    Path segments = table.resolve("segments");
    assertThat(Verification.check(segments, files, notes)).isTrue();
    assertThat(Verification.check(segments, files, notes)).isFalse();
    flip(segments(table).get(1));
    assertRefused(
        () -> Verification.check(segments, files, notes), ExitCode.INPUT, "is not the file");
  }

  @Test
  void aTableOfAnotherFormatIsRefused() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    Path manifest = table.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replaceAll("\"table_format\" : 1", "\"table_format\" : 7"));
    assertRefused(
        () -> EntityTables.check(table.toString(), base(), ModelInfo.version(world.model())),
        ExitCode.INPUT,
        table + " has format 7, this version reads 1",
        "jobs/embed-kb");
    Files.writeString(manifest, Files.readString(manifest).replace("published:", "unpublished:"));
    assertRefused(() -> EntityTables.files(table.toString()), ExitCode.INPUT, "format 7");
  }

  @Test
  void aTableTooLargeIsRefusedBeforeItIsLoaded() {
    assertRefused(
        () -> EntityTables.ref(world.table(), model(), 1000),
        ExitCode.USAGE,
        "link.max-table-bytes",
        world.table());
  }

  @Test
  void aTableOfAnotherModelIsRefused() {
    ModelRef other = new ModelRef(world.model(), "other", DeviceChoice.CPU, Precision.FLOAT32, 1);
    assertRefused(
        () -> EntityTables.ref(world.table(), other, Long.MAX_VALUE), ExitCode.INPUT, "is stale");
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
        () -> EntityTables.files(unfinished.toString()),
        ExitCode.INPUT,
        "unfinished is no entity-table");
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

  private static ModelRef model() {
    return ModelRef.of(world.model(), Settings.defaults().features());
  }

  private static EntityTable load(String folder) {
    return EntityTables.ref(folder, model(), Long.MAX_VALUE).load();
  }

  private void assertDamaged(String name, Damage damage, String fault) throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve(name));
    damage.to(table);
    assertRefused(
        () -> load(table.toString()), ExitCode.INPUT, fault, "embed the knowledge base again");
  }

  /** Something that happens to a table's files. */
  private interface Damage {
    void to(Path table) throws IOException;
  }

  private static List<Path> segments(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table.resolve("segments"))) {
      return files.sorted().toList();
    }
  }

  /** Turns one bit of a file's middle around. */
  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
  }

  private static void cut(Path file) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
  }

  private static void assertRefused(ThrowingCallable call, ExitCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
