package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.link.row.RowLayout;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;

/** Which segments a graph covers, and which graphs are built again. */
class TableIndexTest {

  private static Path table;
  private static TableFiles plain;

  private final List<String> messages = new ArrayList<>();

  @TempDir private Path dir;

  @BeforeAll
  static void makeTable(@TempDir Path made) {
    SmallWorld world = SmallWorld.get();
    EntityTables.Plan plan =
        new EntityTables.Plan(
            KnowledgeBase.open(world.kb()), world.model(), Precision.FLOAT32, false);
    EntityTableBuild build =
        new EntityTableBuild(
            LocalSpark.session(), plan, world.sample().toString(), Settings.defaults());
    table = made.resolve("table");
    build.run(build.draft(table.toString(), 4));
    plain = plan.table(EntityTables.files(table.toString()).segments());
  }

  @Test
  void segmentsAreTakenTogetherUpToTheLimit() {
    assertThat(parts(10, 4, 4, 4)).containsExactly(List.of("0", "1"), List.of("2"));
    assertThat(parts(8, 4, 4, 4)).containsExactly(List.of("0", "1"), List.of("2"));
    assertThat(parts(12, 4, 4, 4)).containsExactly(List.of("0", "1", "2"));
    assertThat(parts(7, 4, 4, 4)).containsExactly(List.of("0"), List.of("1"), List.of("2"));
  }

  @Test
  void aSegmentAboveTheLimitHasAGraphOfItsOwn() {
    assertThat(parts(5, 3, 9, 2, 3)).containsExactly(List.of("0"), List.of("1"), List.of("2", "3"));
    assertThat(parts(5, 9)).containsExactly(List.of("0"));
  }

  @Test
  void aTableWithoutSegmentsHasNoGraph() {
    assertThat(parts(5)).isEmpty();
  }

  @Test
  void graphsThatAFailedRunFinishedAreNotBuiltAgain() throws Exception {
    TableFiles undisturbed = index("undisturbed");
    Path segments = copied("table").resolve(TableFiles.FOLDER);
    Path last = segments.resolve(plain.segments().get(3).name());
    Path aside = Files.move(last, dir.resolve("aside"));
    assertThatThrownBy(() -> index("table")).hasStackTraceContaining(last.getFileName().toString());
    awaitTasks();
    Map<String, FileTime> before = graphs(segments);
    Files.move(aside, last);

    TableFiles indexed = index("table");

    assertThat(messages)
        .singleElement()
        .asString()
        .matches("going on: [23] of 4 graphs of the index are done"); // two tasks at a time
    assertThat(sums(indexed)).isEqualTo(sums(undisturbed));
    assertThat(graphs(segments)).containsAllEntriesOf(before);
  }

  @Test
  void aDamagedGraphIsBuiltAgain() throws Exception {
    TableFiles undisturbed = index("table");
    Path graph =
        dir.resolve("table/" + TableFiles.FOLDER).resolve(undisturbed.graphs().get(1).name());
    Files.write(graph, new byte[(int) Files.size(graph)]);
    assertThat(sums(index("table"))).isEqualTo(sums(undisturbed));
    assertThat(messages).containsExactly("going on: 3 of 4 graphs of the index are done");
  }

  /** Tasks beside one that fails go on after their job has failed. */
  private static void awaitTasks() throws InterruptedException {
    while (Arrays.stream(LocalSpark.session().sparkContext().statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0)) {
      Thread.sleep(10);
    }
  }

  /** A graph for each segment. */
  private TableFiles index(String name) throws IOException {
    return new TableIndex(LocalSpark.session(), copied(name).toString())
        .setGraphEntities(1)
        .setChecksums(Checksums.ALWAYS)
        .setMessages(messages::add)
        .addedTo(plain);
  }

  /** The table without an index, if it is not there yet. */
  private Path copied(String name) throws IOException {
    Path copy = dir.resolve(name);
    Path segments = copy.resolve(TableFiles.FOLDER);
    if (!Files.exists(segments)) {
      Files.createDirectories(segments);
      for (String file : plain.names()) {
        Files.copy(table.resolve(TableFiles.FOLDER).resolve(file), segments.resolve(file));
      }
    }
    return copy;
  }

  private static List<String> sums(TableFiles files) {
    return files.graphs().stream().map(TableFiles.Graph::sha256).toList();
  }

  /** The graphs in a directory, with their times. */
  private static Map<String, FileTime> graphs(Path segments) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(segments, "*.graph")) {
      for (Path file : files) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** Names of the segments of each part. */
  private static List<List<String>> parts(int limit, int... entities) {
    List<TableFiles.File> segments =
        IntStream.range(0, entities.length)
            .mapToObj(
                i ->
                    new TableFiles.File(
                        String.valueOf(i), entities[i], 100L * i, 100L * i + 99, 1_000, "sum"))
            .toList();
    TableFiles table =
        new TableFiles(
            "v", "kb", "model", new RowLayout(4, 4, 4, 2), Precision.FLOAT32, segments, List.of());
    return TableIndex.parts(table, limit).stream().map(TableFiles::names).toList();
  }
}
