package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;
import org.melange.config.TableSettings.TablePrecision;
import org.melange.config.VerifySettings.Checksums;
import org.melange.image.ImagePreparation;
import org.melange.job.SmallWorld;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.TextPreparation;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowLayout;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.features.EntityImages;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.FloatBytes;
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
    EntityTables.check(world.table(), base(), ModelInfo.version(world.model()), Checksums.ONCE);
    EntityTable table = load(world.table());
    List<Row> entities =
        EntityImages.stamped(
                base().entities(LocalSpark.session()),
                world.sample().toString(),
                Settings.defaults().images())
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
        () -> EntityTables.check(world.table(), base(), "other", Checksums.ONCE),
        ExitCode.INPUT,
        "entity table " + world.table() + " is stale",
        "the model has other",
        "jobs/embed-kb");
    KnowledgeBase other =
        KnowledgeBase.write(
            base().entities(LocalSpark.session()).limit(3), dir.resolve("kb").toString(), Map.of());
    assertRefused(
        () ->
            EntityTables.check(
                world.table(), other, ModelInfo.version(world.model()), Checksums.ONCE),
        ExitCode.INPUT,
        "is stale",
        other.directory(),
        other.version());
  }

  @Test
  void aTableOfInputsThatWerePreparedOtherwiseIsRefused() throws IOException {
    Manifest manifest =
        Manifest.parse(
            Files.readString(Path.of(world.table(), Manifest.FILE)), "table", TableFiles.KIND);
    assertThat(manifest.fact("image_preparation")).contains("center-crop");
    assertThat(manifest.fact("text_preparation")).contains("omit-empty");
    EntityTables.requirePreparation(world.table(), world.model());
    InputPreparation squeezing =
        new InputPreparation(ImagePreparation.SQUEEZE, TextPreparation.OMIT_EMPTY);
    String model = SmallWorld.prepared(world.model(), squeezing, dir.resolve("squeezing"));
    ModelRef other = ModelRef.of(model, Settings.defaults().features());
    String[] fault = {
      "entity table " + world.table() + " is stale",
      "image_preparation center-crop",
      "has squeeze",
      "jobs/embed-kb"
    };
    assertRefused(
        () -> EntityTables.ref(LocalSpark.session(), world.table(), other, files(), Long.MAX_VALUE),
        ExitCode.INPUT,
        fault);
    assertRefused(
        () ->
            PreviousTable.open(
                LocalSpark.session(),
                world.table(),
                model,
                org.melange.link.table.Precision.FLOAT32,
                Settings.defaults().link(),
                Checksums.ONCE),
        ExitCode.INPUT,
        fault);
  }

  @Test
  void filesThatWereChangedLostOrExchangedAreRefused() throws IOException {
    List<Path> segments = segments(Path.of(world.table()));
    assertThat(segments).hasSizeGreaterThan(1);
    String changed = segments.get(1).getFileName().toString();
    assertDamaged("changed", table -> flip(segments(table).get(1)), changed);
    assertDamaged("lost", table -> Files.delete(segments(table).get(0)), "does not exist");
    assertDamaged(
        "cut", table -> cut(segments(table).get(0)), "has 1000 bytes, its manifest lists ");
    assertDamaged(
        "exchanged",
        table ->
            Files.copy(
                segments.get(0), segments(table).get(1), StandardCopyOption.REPLACE_EXISTING),
        "segments/");
  }

  @Test
  void aFileThatChangesAfterItWasCheckedIsCheckedAgain() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    Path notes = Files.createDirectories(dir.resolve("notes"));
    TableFiles files = EntityTables.files(table.toString());
    Path segments = table.resolve("segments");
    assertThat(ChecksumVerification.check(segments, files, notes)).isTrue();
    assertThat(ChecksumVerification.check(segments, files, notes)).isFalse();
    flip(segments(table).get(1));
    assertRefused(
        () -> ChecksumVerification.check(segments, files, notes),
        ExitCode.INPUT,
        "is not the file");
  }

  @Test
  void aTableWhoseManifestLacksASegmentIsRefused() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    TableFiles files = EntityTables.files(table.toString());
    TableFiles part = files.part(1, files.segments().size());
    Files.writeString(table.resolve("manifest.json"), part.manifest().toJson());
    assertRefused(
        () -> EntityTables.files(table.toString()),
        ExitCode.INPUT,
        "entity table " + table + " is damaged: the files that manifest.json lists make version",
        "it says " + files.version());
  }

  @Test
  void aSegmentThatIsNotTheListedOneIsNoticedWhenItIsMapped() throws IOException {
    TableFiles files = EntityTables.files(world.table());
    List<TableFiles.File> others =
        files.segments().stream()
            .map(
                file ->
                    new TableFiles.File(
                        file.name(),
                        file.entities(),
                        file.first() + 1,
                        file.last(),
                        file.bytes(),
                        file.sha256()))
            .toList();
    TableFiles listed =
        new TableFiles(
            files.version(),
            files.knowledgeBase(),
            files.model(),
            files.layout(),
            files.precision(),
            others);
    assertRefused(
        () -> MappedTable.open(Path.of(world.table(), "segments"), listed),
        ExitCode.INPUT,
        files.segments().get(0).name(),
        "has other entities at its ends");
  }

  @Test
  void checksumsThatAreAlwaysComparedFindBitsThatRotUnderTheSameTime() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    Path notes = Files.createDirectories(dir.resolve("notes"));
    TableFiles files = EntityTables.files(table.toString());
    Path segments = table.resolve("segments");
    assertThat(ChecksumVerification.check(segments, files, notes)).isTrue();
    Path file = segments(table).get(1);
    FileTime time = Files.getLastModifiedTime(file);
    flip(file);
    Files.setLastModifiedTime(file, time);
    assertThat(ChecksumVerification.check(segments, files, notes)).isFalse();
    assertRefused(
        () -> ChecksumVerification.check(segments, files, notes, true),
        ExitCode.INPUT,
        "is not the file");
  }

  @Test
  void aTableOfAnotherFormatIsRefused() throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    Path manifest = table.resolve("manifest.json");
    Manifest written = EntityTables.files(table.toString()).manifest();
    Map<String, Object> facts = new HashMap<>(written.facts());
    facts.put("table_format", 7);
    Files.writeString(
        manifest, new Manifest(written.kind(), written.version(), facts, written.files()).toJson());
    assertRefused(
        () ->
            EntityTables.check(
                table.toString(), base(), ModelInfo.version(world.model()), Checksums.ONCE),
        ExitCode.INPUT,
        table + " has format 7, this version reads 1",
        "jobs/embed-kb");
    Files.writeString(manifest, Files.readString(manifest).replace("published:", "unpublished:"));
    assertRefused(
        () -> EntityTables.files(table.toString()),
        ExitCode.INPUT,
        "entity table " + table + " is damaged: manifest.json was edited");
  }

  @Test
  void aTableThatAnExecutorCannotHoldIsRefusedWithBothNumbers() {
    SparkConf conf = executors();
    TableFiles table = table(6_300_000_000L, 0);
    assertRefused(
        () -> EntityTables.requireRoom(conf, "my/table", table, Long.MAX_VALUE),
        ExitCode.USAGE,
        "my/table needs 6.3 GB, an executor has 4.7 GB",
        "link.max-mapped-bytes",
        "link.table.precision=float16");
    EntityTables.requireRoom(conf, "my/table", table, 2_000_000_000);
    conf.set("spark.executor.memoryOverhead", "3000");
    EntityTables.requireRoom(conf, "my/table", table, Long.MAX_VALUE);
    assertThat(TableMemory.room(new SparkConf(false).set("spark.master", "local[2]")))
        .isGreaterThan(1L << 30);
  }

  @Test
  void anApproximateSearchNeedsRoomForTheIndexToo() {
    TableFiles table = table(4_600_000_000L, 300_000_000);
    EntityTables.requireRoom(executors(), "my/table", table, Long.MAX_VALUE);
    assertRefused(
        () -> EntityTables.requireIndex(executors(), "my/table", table, Long.MAX_VALUE),
        ExitCode.USAGE,
        "my/table needs 4.9 GB, an executor has 4.7 GB",
        "set link.search=exact");
    EntityTables.requireIndex(
        executors(), "my/table", table(4_400_000_000L, 300_000_000), Long.MAX_VALUE);
  }

  @Test
  void theIndexCountsAmongTheBytesThatAreMapped() {
    TableFiles table = table(4_000_000_000L, 300_000_000);
    EntityTables.requireIndex(executors(), "my/table", table, 4_300_000_000L);
    assertRefused(
        () -> EntityTables.requireIndex(executors(), "my/table", table, 4_299_999_999L),
        ExitCode.USAGE,
        "my/table has 4300000000 bytes with its index",
        "link.max-mapped-bytes=4299999999");
  }

  private static TableFiles table(long segment, long graph) {
    return new TableFiles(
        "v",
        "kb",
        "model",
        new RowLayout(512, 96, 96, 3),
        org.melange.link.table.Precision.FLOAT32,
        List.of(new TableFiles.File("0.segment", 1, 1, 1, segment, "")),
        List.of(new TableFiles.Graph("0.graph", 1, graph, "")));
  }

  private static SparkConf executors() {
    return new SparkConf(false)
        .set("spark.master", "spark://there:7077")
        .set("spark.executor.memory", "4g");
  }

  @Test
  void aTableOfAnotherModelIsRefused() {
    ModelRef other = new ModelRef(world.model(), "other", DeviceChoice.CPU, Precision.FLOAT32, 1);
    assertRefused(
        () -> EntityTables.ref(LocalSpark.session(), world.table(), other, files(), Long.MAX_VALUE),
        ExitCode.INPUT,
        "is stale");
  }

  @Test
  void aTableWithoutEntitiesIsATable() {
    Dataset<Row> none = withRows(base().entities(LocalSpark.session()).filter("false"), 0);
    EntityTable empty = load(write(none, "empty"));
    assertThat(empty.size()).isZero();
    assertThat(empty.indexOf("Q1")).isNegative();
    assertThat(empty.rows().size()).isZero();
  }

  @Test
  void entitiesThatAreThereTwiceAndRowsOfNoNumbersAreRefused() {
    Dataset<Row> entities = base().entities(LocalSpark.session()).limit(3);
    assertThatThrownBy(() -> write(withRows(entities.union(entities), 0), "twice"))
        .hasStackTraceContaining("is there twice");
    assertThatThrownBy(() -> write(withRows(entities, Float.NaN), "nan"))
        .hasStackTraceContaining("holds NaN");
    assertThat(dir.resolve("twice/manifest.json")).doesNotExist();
  }

  private static Dataset<Row> withRows(Dataset<Row> entities, float value) {
    EntityLayout layout = EntityLayout.of(ModelInfo.config(world.model()).matcher());
    float[] row = new float[((RowLayout) layout).width()];
    Arrays.fill(row, value);
    return entities.withColumn("row", functions.lit(FloatBytes.toBytes(row)));
  }

  private String write(Dataset<Row> rows, String name) {
    String folder = dir.resolve(name).toString();
    EntityTables.write(
        TableRanges.of(rows, 2, Integer.MAX_VALUE).partitioned(rows, 0),
        Optional.empty(),
        new EntityTables.Plan(
            base(), world.model(), org.melange.link.table.Precision.FLOAT32, false),
        folder);
    return folder;
  }

  @Test
  void aTableThatWasSentOrIsMappedInBlocksIsTheSame() {
    EntityTable whole = load(world.table());
    TableSettings sent =
        new TableSettings(
            TablePrecision.FLOAT32, Distribution.BROADCAST, dir.resolve("cache").toString(), false);
    for (long maxBytes : new long[] {1, 50_000, Long.MAX_VALUE}) {
      assertSame(ref(files(), maxBytes).load(), whole);
      TableRef ref = ref(sent, maxBytes);
      assertThat(ref.source().sent()).isTrue();
      assertSame(ref.load(), whole);
    }
    assertThat(dir.resolve("cache/table-" + whole.version())).isDirectory();
  }

  private static void assertSame(EntityTable table, EntityTable other) {
    assertThat(table.version()).isEqualTo(other.version());
    assertThat(table.size()).isEqualTo(other.size());
    for (int i = 0; i < table.size(); i++) {
      assertThat(table.qid(i)).isEqualTo(other.qid(i));
      assertThat(table.label(i)).isEqualTo(other.label(i));
      assertThat(OpenedTable.row(table, i)).containsExactly(OpenedTable.row(other, i));
    }
  }

  @Test
  void unfinishedFoldersAndOtherKindsAreRefused() throws IOException {
    assertRefused(
        () -> KnowledgeBase.open(dir.resolve("absent").toString()),
        ExitCode.INPUT,
        "absent contains no knowledge-base");
    assertRefused(() -> KnowledgeBase.open(world.model()), ExitCode.INPUT, "not a knowledge-base");
    assertRefused(() -> ModelInfo.version(world.kb()), ExitCode.INPUT, "not a model");
    Path unfinished = Files.createDirectories(dir.resolve("unfinished/rows")).getParent();
    assertRefused(
        () -> EntityTables.files(unfinished.toString()),
        ExitCode.INPUT,
        "unfinished contains no entity-table");
  }

  @Test
  void aKnowledgeBaseOfOtherNameRulesIsRefused() throws IOException {
    Path kb = Files.createDirectories(dir.resolve("kb"));
    Manifest manifest = base().manifest();
    Map<String, Object> facts = new HashMap<>(manifest.facts());
    facts.put("name_normalizer", 0);
    Files.writeString(
        kb.resolve("manifest.json"),
        new Manifest(manifest.kind(), manifest.version(), facts, manifest.files()).toJson());
    assertRefused(
        () -> KnowledgeBase.open(kb.toString()),
        ExitCode.INPUT,
        "version 0 of name normalization",
        "import it again");
  }

  @Test
  void theVersionOfAKnowledgeBaseDoesNotDependOnTheOrderOfEntities() {
    Dataset<Row> shuffled =
        base().entities(LocalSpark.session()).orderBy(functions.rand(3)).repartition(3);
    KnowledgeBase again = KnowledgeBase.write(shuffled, dir.resolve("again").toString(), Map.of());
    assertThat(again.version()).isEqualTo(base().version());
    assertThat(again.names(LocalSpark.session()).count())
        .isEqualTo(base().names(LocalSpark.session()).count());
  }

  private static KnowledgeBase base() {
    return KnowledgeBase.open(world.kb());
  }

  private static ModelRef model() {
    return ModelRef.of(world.model(), Settings.defaults().features());
  }

  private static EntityTable load(String folder) {
    return EntityTables.ref(LocalSpark.session(), folder, model(), files(), Long.MAX_VALUE).load();
  }

  private static TableRef ref(TableSettings how, long maxBytes) {
    return EntityTables.ref(LocalSpark.session(), world.table(), model(), how, maxBytes);
  }

  private static TableSettings files() {
    return Settings.defaults().link().table();
  }

  private void assertDamaged(String name, Damage damage, String fault) throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve(name));
    damage.to(table);
    assertRefused(() -> load(table.toString()), ExitCode.INPUT, fault);
    assertRefused(
        () ->
            EntityTables.check(
                table.toString(), base(), ModelInfo.version(world.model()), Checksums.ONCE),
        ExitCode.INPUT,
        "entity table " + table + " is damaged: segments/",
        fault,
        "run jobs/embed-kb again");
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
