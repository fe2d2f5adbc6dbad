package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.TableFiles;
import org.melange.run.ExitCode;
import org.melange.run.Manifest;
import org.melange.spark.model.ModelInfo;
import org.melange.testing.LocalSpark;

/**
 * What a user of {@code annotate} sees of tables that cannot be right, and at the edges of size.
 */
class TableFaultsTest {

  private static final int HEADER = 256;
  private static final int ORDER_MARK_AT = 8;
  private static final int ENDS_AT = 104;

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  /** What happens to a table, and what is said of it. */
  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "another gate's under the same version",
            (table, file) -> ofLayout(table, "token:16,8,8"),
            "was made with layout token:16,8,8"),
        fault(
            "cut, and vouched for",
            (table, file) -> rewrite(table, file, bytes -> Arrays.copyOf(bytes, 1000)),
            "is truncated"),
        fault(
            "big-endian",
            (table, file) -> rewrite(table, file, TableFaultsTest::bigEndian),
            "was written in big-endian order"),
        fault(
            "no number",
            (table, file) -> rewrite(table, file, TableFaultsTest::withoutNumber),
            "holds NaN in the row of its entity"),
        fault(
            "a bound too small",
            (table, file) -> rewrite(table, file, TableFaultsTest::withSmallBound),
            "holds a norm of 1.0E-4 in the row of its entity 0"),
        fault(
            "two of one QID",
            (table, file) -> rewrite(table, file, TableFaultsTest::withTwins),
            "is there twice"));
  }

  private static Arguments fault(String name, Fault fault, String message) {
    return Arguments.of(name, fault, message);
  }

  /** Something that happens to a table and the first of its files. */
  private interface Fault {
    void to(Path table, Path file) throws IOException;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void tablesThatCannotBeRightAreInputFaults(String name, Fault fault, String message)
      throws IOException {
    Path table = SmallWorld.copy(world.table(), dir.resolve("table"));
    try (Stream<Path> files = Files.list(table.resolve(TableFiles.FOLDER))) {
      fault.to(table, files.sorted().findFirst().orElseThrow());
    }
    JobRun run = annotate(world.kb(), table.toString(), "link.candidates=all");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.INPUT);
    assertThat(run.summary().get("error").asText())
        .contains(message, table.toString())
        .containsAnyOf("embed-kb again", "embed the knowledge base again");
    assertThat(dir.resolve("out/manifest.json")).doesNotExist();
  }

  @Test
  void aTableWithoutEntitiesMakesEveryMentionNil() throws IOException {
    Path none = Files.writeString(dir.resolve("none.jsonl"), "{\"qid\": \"not one\"}\n");
    String kb = dir + "/kb";
    done(
        JobRun.of(
            new ImportKbJob(),
            "--from",
            "jsonl",
            "--in",
            none.toString(),
            "--out",
            kb,
            "--set",
            "quarantine.max-share=1"));
    String table = dir + "/table";
    done(JobRun.of(new EmbedKbJob(), "--kb", kb, "--model", world.model(), "--out", table));
    done(annotate(kb, table, "link.candidates=all"));
    assertThat(links()).hasSize(2).allMatch(TableFaultsTest::isNil);
  }

  @Test
  void aMentionWithoutCandidatesIsNilAndMoreThanThereAreIsAllThereAre() throws IOException {
    done(annotate(world.kb(), world.table(), "link.candidates=names"));
    assertThat(links()).hasSize(2).filteredOn(TableFaultsTest::isNil).hasSize(1);

    JobRun all = annotate(world.kb(), world.table(), "link.candidates=all", "link.top-k=10000");
    done(all);
    assertThat(all.summary().get("pruned_share").asDouble()).isZero(); // all of them are asked for
    assertThat(all.summary().get("table_load_seconds").asDouble()).isNotNegative();
    long entities = LocalSpark.session().read().parquet(world.kb() + "/entities").count();
    for (Row link : links()) {
      assertThat(link.getList(link.fieldIndex("candidates"))).hasSize((int) entities);
      assertThat(link.<String>getAs("qid")).isNotNull();
    }
  }

  private static boolean isNil(Row link) {
    return link.getAs("qid") == null
        && link.getAs("score") == null
        && link.getList(link.fieldIndex("candidates")).isEmpty();
  }

  private JobRun annotate(String kb, String table, String... settings) throws IOException {
    List<String> posts =
        List.of(
            "{\"post_id\": \"a\", \"text\": \"Monaco\", \"mentions\": [{\"text\": \"Monaco\"}]}",
            "{\"post_id\": \"b\", \"text\": \"zzzqqq\", \"mentions\": [{\"text\": \"zzzqqq\"}]}");
    List<String> args =
        new ArrayList<>(
            List.of(
                "--posts",
                Files.write(dir.resolve("posts.jsonl"), posts).toString(),
                "--kb",
                kb,
                "--table",
                table,
                "--model",
                world.model(),
                "--out",
                dir + "/out",
                "--overwrite",
                "--allow-untrained",
                "--set",
                "report.sample=0"));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    return JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
  }

  private static void done(JobRun run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  private List<Row> links() {
    return LocalSpark.session().read().parquet(dir + "/out/links").collectAsList();
  }

  /** The manifest of a table with rows of another layout. */
  private static void ofLayout(Path table, String layout) throws IOException {
    TableFiles files = files(table);
    write(
        table,
        new TableFiles(
            files.version(),
            files.knowledgeBase(),
            files.model(),
            EntityLayout.ofCode(layout),
            files.precision(),
            files.segments()));
  }

  /** Exchanges a file, as whoever made the table would have: its sum is in the manifest. */
  private static void rewrite(Path table, Path file, UnaryOperator<byte[]> change)
      throws IOException {
    byte[] bytes = change.apply(Files.readAllBytes(file));
    Files.write(file, bytes);
    TableFiles files = files(table);
    List<TableFiles.File> segments =
        files.segments().stream()
            .map(
                segment ->
                    segment.name().equals(file.getFileName().toString())
                        ? vouched(segment, bytes)
                        : segment)
            .toList();
    write(
        table,
        new TableFiles(
            files.version(),
            files.knowledgeBase(),
            files.model(),
            files.layout(),
            files.precision(),
            segments));
  }

  private static TableFiles.File vouched(TableFiles.File segment, byte[] bytes) {
    return new TableFiles.File(
        segment.name(),
        segment.entities(),
        segment.first(),
        segment.last(),
        bytes.length,
        ChecksumVerification.sha256(ByteBuffer.wrap(bytes)));
  }

  private static TableFiles files(Path table) throws IOException {
    String json = Files.readString(table.resolve(Manifest.FILE));
    return TableFiles.of(Manifest.parse(json, table.toString(), TableFiles.KIND), table.toString());
  }

  private static void write(Path table, TableFiles files) throws IOException {
    Files.writeString(table.resolve(Manifest.FILE), files.versioned().manifest().toJson());
  }

  private static byte[] bigEndian(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    buffer.putInt(ORDER_MARK_AT, Integer.reverseBytes(buffer.getInt(ORDER_MARK_AT)));
    return file;
  }

  /** The last section holds the ends of rows, padded to eight bytes. */
  private static byte[] withoutNumber(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.putFloat(file.length - Long.BYTES, Float.NaN).array();
  }

  /** The fifth section holds heads, which end in norm, shift and weight of either unit. */
  private static byte[] withSmallBound(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int heads = Math.toIntExact(buffer.getLong(ENDS_AT + 3 * Long.BYTES));
    int width = EntityLayout.of(ModelInfo.config(world.model()).matcher()).coarseWidth();
    return buffer.putFloat(heads + width * Float.BYTES, 1e-4f).array();
  }

  /** The first section holds QID numbers. */
  private static byte[] withTwins(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.putLong(HEADER + Long.BYTES, buffer.getLong(HEADER)).array();
  }
}
