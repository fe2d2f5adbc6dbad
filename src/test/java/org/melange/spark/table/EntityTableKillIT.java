package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.job.SmallWorld;
import org.melange.link.row.EntityTable;
import org.melange.link.table.TableFiles;
import org.melange.run.ExitCode;
import org.melange.testing.ChildProcess;

/** Entity tables whose process is killed, or has no room on its disk, at each of its steps. */
@Tag("chaos")
class EntityTableKillIT {

  private static final int KILLED = 137;

  private static SmallWorld world;
  private static EntityTable expected;

  @TempDir private Path dir;

  @BeforeAll
  static void makeTable(@TempDir Path undisturbed) throws Exception {
    world = SmallWorld.get();
    run(undisturbed.resolve("table"), "NONE", "", "0", 0);
    expected = OpenedTable.of(undisturbed.resolve("table").toString());
  }

  /** What a run printed. */
  private static String run(Path table, String signal, String step, String time, int code)
      throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            BuildChild.class,
            Files.createTempFile(table.getParent(), "child", ".log"),
            Map.of(),
            table.toString(),
            world.kb(),
            world.model(),
            world.sample().toString(),
            signal,
            step,
            time,
            "run.range-entities=1")) {
      assertThat(child.code()).as(child.text()).isEqualTo(code);
      return child.text();
    }
  }

  @ParameterizedTest
  @CsvSource({"dividing, 1, 0", "embedding, 3, 2", "recording, 2, 1", "completing, 1, 4"})
  void theNextRunEmbedsWhatAKilledOneDidNot(String step, String time, int done) throws Exception {
    Path table = dir.resolve("table");
    run(table, "KILL", step, time, KILLED);
    assertThat(table.resolve("manifest.json")).doesNotExist();
    assertFinished(table, done);
  }

  @Test
  void afterADiskWasFullTheNextRunEmbedsTheRest() throws Exception {
    Path table = dir.resolve("table");
    run(table, "FULL", "embedding", "3", ExitCode.FAILED.code());
    assertThat(table.resolve("manifest.json")).doesNotExist();
    assertFinished(table, 2);
  }

  private static void assertFinished(Path table, int done) throws Exception {
    List<String> said = run(table, "NONE", "", "0", 0).lines().toList();
    assertThat(said.stream().filter(line -> line.startsWith("range ")))
        .containsExactlyElementsOf(
            Stream.iterate(done + 1, range -> range + 1)
                .limit(4 - done)
                .map(range -> "range " + range + " of 4")
                .toList());
    assertThat(said.stream().filter(line -> line.startsWith("going on")).toList())
        .isEqualTo(done == 0 ? List.of() : List.of("going on: " + done + " of 4 ranges are done"));
    TableFiles files = EntityTables.files(table.toString());
    assertSame(OpenedTable.of(table.toString()));
    try (Stream<Path> segments = Files.list(table.resolve(TableFiles.FOLDER))) {
      assertThat(segments.map(segment -> segment.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files.names());
    }
  }

  /**
   * The values are the same up to rounding: a process that begins anew has no features in its
   * cache, so its batches are larger, and libtorch sums the rows of another batch in another order.
   */
  private static void assertSame(EntityTable table) {
    assertThat(table.size()).isEqualTo(expected.size());
    for (int i = 0; i < table.size(); i++) {
      assertThat(table.qid(i)).isEqualTo(expected.qid(i));
      assertThat(OpenedTable.row(table, i))
          .as(table.qid(i))
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(OpenedTable.row(expected, i));
    }
  }
}
