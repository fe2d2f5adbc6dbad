package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.TableFiles;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.spark.table.OpenedTable;
import org.melange.testing.LocalSpark;

/** Approximate searches of tables with an index, as users of the jobs see them. */
class IndexedTableTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static SmallWorld world;
  private static Path table;

  @TempDir private static Path home;
  @TempDir private Path dir;

  @BeforeAll
  static void makeTable() {
    world = SmallWorld.get();
    table = home.resolve("table");
    assertThat(embed(table, "--kb", world.kb()).values()).containsEntry("indexed", true);
  }

  private static Summary embed(Path out, String... more) {
    List<String> args = new ArrayList<>(List.of("--model", world.model(), "--out", out.toString()));
    args.addAll(List.of(more));
    return SmallWorld.run(
        List.of("run.partitions=3", "link.table.index=true"),
        new EmbedKbJob(),
        args.toArray(String[]::new));
  }

  @Test
  void whatIsFoundIsScoredExactlyAndHangsOnNeitherPartitionsNorBatches() {
    Map<String, Map<String, Float>> exact = links("link.candidates=all", "link.top-k=10000");
    for (String candidates : List.of("all", "hybrid")) {
      String[] narrow = {
        "link.candidates=" + candidates,
        "link.search=approximate",
        "link.ef-search=20",
        "link.vector-candidates=9"
      };
      Map<String, Map<String, Float>> one = links(narrow);
      Map<String, Map<String, Float>> other =
          links(with(narrow, "run.partitions=1", "link.batch-size=3"));
      one.forEach((mention, found) -> assertSame(found, other.get(mention), exact.get(mention)));
    }
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"all", "hybrid"})
  void aSearchWithAllInViewGivesTheLinksOfAnExactOne(String candidates) {
    String[] mode = {"link.candidates=" + candidates, "link.vector-candidates=9"};
    assertThat(links(with(mode, "link.search=approximate", "link.ef-search=10000")))
        .isNotEmpty()
        .isEqualTo(links(mode));
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"all", "hybrid"})
  void evaluateRanksExactlyWhateverTheSearch(String among) throws IOException {
    Path dataset = dataset();
    assertThat(ranks(dataset, among, "link.search=approximate", "link.ef-search=1"))
        .hasSize(20)
        .isEqualTo(ranks(dataset, among, "link.search=exact"));
  }

  /** Mentions of the first entities by their names. */
  private Path dataset() throws IOException {
    ArrayNode records = JSON.createArrayNode();
    try (Stream<String> lines = Files.lines(world.sample().resolve(SampleCorpus.KB))) {
      for (String line : lines.limit(20).toList()) {
        JsonNode entity = JSON.readTree(line);
        String label = entity.path("label").asText();
        records
            .addObject()
            .put("id", entity.path("qid").asText())
            .put("sentence", "Once more " + label)
            .put("mentions", label)
            .put("entities", label)
            .put("answer", entity.path("qid").asText());
      }
    }
    Path dataset = Files.createDirectories(dir.resolve("dataset"));
    Files.writeString(dataset.resolve("sample_dev.json"), records.toString());
    return dataset;
  }

  /** By mention, the rank of its entity. */
  private Map<String, Integer> ranks(Path dataset, String among, String... settings) {
    SmallWorld.run(
        List.of(settings),
        new EvaluateJob(),
        "--dataset",
        dataset.toString(),
        "--split",
        "dev",
        "--kb",
        world.kb(),
        "--table",
        table.toString(),
        "--model",
        world.model(),
        "--candidates",
        among,
        "--out",
        dir + "/evaluation",
        "--overwrite");
    Map<String, Integer> ranks = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(dir + "/evaluation/ranks").collectAsList()) {
      ranks.put(row.getAs("mention_key"), row.<Number>getAs("rank").intValue());
    }
    return ranks;
  }

  private static void assertSame(
      Map<String, Float> one, Map<String, Float> other, Map<String, Float> exact) {
    assertThat(one.keySet()).hasSizeBetween(9, 10).containsExactlyElementsOf(other.keySet());
    one.forEach(
        (qid, score) -> {
          assertThat(score).isCloseTo(other.get(qid), within(1e-5f));
          assertThat(score).isCloseTo(exact.get(qid), within(1e-5f));
        });
  }

  @Test
  void anIndexOfATableThatWasEmbeddedInPartIsThatOfTheWhole() throws IOException {
    Path again = dir.resolve("again");
    Summary summary = embed(again, "--kb", world.kb(), "--previous", table.toString());
    assertThat(summary.values()).containsEntry("embedded", 0L).containsEntry("indexed", true);
    assertThat(graphs(again)).containsExactlyElementsOf(graphs(table));
    Manifest plain = manifest(Path.of(world.table()));
    assertThat(plain.fact("graphs")).isEmpty();
    assertThat(manifest(again).version()).isNotEqualTo(plain.version());
  }

  private static List<String> graphs(Path folder) throws IOException {
    return TableFiles.of(manifest(folder), folder.toString()).graphs().stream()
        .map(TableFiles.Graph::sha256)
        .toList();
  }

  private static Manifest manifest(Path folder) throws IOException {
    return Manifest.parse(
        Files.readString(folder.resolve(Manifest.FILE)), folder.toString(), TableFiles.KIND);
  }

  @Test
  void aTableThatCannotBeSearchedSoSaysWhatToDo() {
    assertThat(refused(Path.of(world.table())))
        .contains(world.table(), "has no index", "--set link.table.index=true");
    assertThat(refused(table, "link.max-mapped-bytes=50000"))
        .contains(table.toString(), "link.max-mapped-bytes=50000", "link.search=exact");
    assertThat(dir.resolve("out")).doesNotExist();
  }

  private String refused(Path folder, String... settings) {
    JobRun run =
        annotate(
            folder.toString(), with(settings, "link.candidates=hybrid", "link.search=approximate"));
    assertThat(run.code()).as(run.err()).isIn(ExitCode.INPUT, ExitCode.USAGE);
    return run.summary().get("error").asText();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("another file", false, change(IndexedTableTest::flipped), "is not the file"),
        Arguments.of(
            "cut, and vouched for",
            true,
            change(bytes -> Arrays.copyOf(bytes, bytes.length - 4)),
            "is truncated"),
        Arguments.of("big-endian", true, change(IndexedTableTest::bigEndian), "big-endian"),
        Arguments.of(
            "of another table", true, change(IndexedTableTest::another), "of other segments"),
        Arguments.of("leading nowhere", true, change(IndexedTableTest::astray), "has a link to"));
  }

  private static UnaryOperator<byte[]> change(UnaryOperator<byte[]> change) {
    return change;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void graphsThatCannotBeRightAreInputFaults(
      String name, boolean vouched, UnaryOperator<byte[]> change, String fault) throws IOException {
    Path damaged = SmallWorld.copy(table.toString(), dir.resolve("damaged"));
    Path file;
    try (Stream<Path> files = Files.list(damaged.resolve(TableFiles.FOLDER))) {
      file = files.filter(path -> path.toString().endsWith(".graph")).findFirst().orElseThrow();
    }
    byte[] bytes = change.apply(Files.readAllBytes(file));
    Files.write(file, bytes);
    if (vouched) {
      TableFiles files = TableFiles.of(manifest(damaged), damaged.toString());
      String sum = ChecksumVerification.sha256(ByteBuffer.wrap(bytes));
      TableFiles.Graph graph =
          new TableFiles.Graph(
              file.getFileName().toString(), files.graphs().get(0).segments(), bytes.length, sum);
      Files.writeString(
          damaged.resolve(Manifest.FILE),
          files.indexedBy(List.of(graph)).versioned().manifest().toJson());
    }
    assertThatThrownBy(() -> OpenedTable.of(damaged.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(fault)
        .hasMessageContaining("embed the knowledge base again");
  }

  private static byte[] flipped(byte[] graph) {
    graph[graph.length / 2] ^= 4;
    return graph;
  }

  private static byte[] bigEndian(byte[] graph) {
    ByteBuffer buffer = ByteBuffer.wrap(graph);
    return buffer.putInt(8, Integer.reverseBytes(buffer.getInt(8))).array();
  }

  /** The header's sum of segments, and its own sum over that. */
  private static byte[] another(byte[] graph) {
    ByteBuffer buffer = ByteBuffer.wrap(graph).order(ByteOrder.LITTLE_ENDIAN);
    graph[32] = (byte) (graph[32] == 'a' ? 'b' : 'a');
    CRC32C crc = new CRC32C();
    crc.update(graph, 0, 248);
    return buffer.putLong(248, crc.getValue()).array();
  }

  private static byte[] astray(byte[] graph) {
    return ByteBuffer.wrap(graph).putInt(260, -1).array();
  }

  /** By mention, the scores of the candidates that its link lists, in their order. */
  private Map<String, Map<String, Float>> links(String... settings) {
    JobRun run = annotate(table.toString(), settings);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    Map<String, Map<String, Float>> links = new LinkedHashMap<>();
    for (Row link : LocalSpark.session().read().parquet(dir + "/out/links").collectAsList()) {
      Map<String, Float> scores = new LinkedHashMap<>();
      List<Row> candidates = link.getList(link.fieldIndex("candidates"));
      candidates.forEach(row -> scores.put(row.getAs("qid"), row.getAs("score")));
      links.put(link.getAs("post_id") + "/" + link.getAs("mention_id"), scores);
    }
    return links;
  }

  private static String[] with(String[] settings, String... more) {
    return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
  }

  private JobRun annotate(String folder, String... settings) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--posts",
                world.posts().toString(),
                "--kb",
                world.kb(),
                "--table",
                folder,
                "--model",
                world.model(),
                "--out",
                dir + "/out",
                "--overwrite",
                "--allow-untrained",
                "--set",
                "quarantine.max-share=1",
                "--set",
                "report.sample=0"));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    return JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
  }
}
