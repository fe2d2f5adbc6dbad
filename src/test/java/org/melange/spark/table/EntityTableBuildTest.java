package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Settings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;

/** Tables that are made in ranges, by runs that fail. */
class EntityTableBuildTest {

  private static final int PARTITIONS = 4;

  private static SmallWorld world;
  private static TableFiles expected;

  @TempDir private Path dir;

  /** Makes the table in one range. */
  @BeforeAll
  static void makeTable(@TempDir Path whole) {
    world = SmallWorld.get();
    Run run = new Run(whole.resolve("table"), "run.range-entities=1000000");
    run.toTheEnd();
    assertThat(run.ranges).hasSize(1);
    expected = EntityTables.files(whole.resolve("table").toString());
    assertThat(expected.segments()).hasSize(PARTITIONS);
  }

  /** A run, which may fail. */
  private static final class Run implements BuildListener {
    private final String directory;
    private final Settings settings;
    private final List<RangeProgress> ranges = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private String failing = "";
    private int left;
    private Optional<PreviousTable> previous = Optional.empty();
    private EntityTableBuild.Result result;

    Run(Path directory, String... overrides) {
      this.directory = directory.toString();
      this.settings = Settings.load(Optional.empty(), List.of(overrides));
    }

    Run failingAt(String step, int time) {
      failing = step;
      left = time;
      return this;
    }

    Run after(Path table) {
      previous =
          Optional.of(
              PreviousTable.open(
                  LocalSpark.session(),
                  table.toString(),
                  world.model(),
                  Precision.FLOAT32,
                  settings.link(),
                  Checksums.ONCE));
      return this;
    }

    void toTheEnd() {
      EntityTableBuild build =
          new EntityTableBuild(
                  LocalSpark.session(),
                  new EntityTables.Plan(
                      KnowledgeBase.open(world.kb()), world.model(), Precision.FLOAT32, false),
                  world.sample().toString(),
                  settings)
              .setPrevious(previous)
              .setListener(this);
      TableDraft draft =
          TableDraft.find(directory, build.inputs(), messages::add).orElseGet(() -> begun(build));
      result = build.run(draft);
    }

    private TableDraft begun(EntityTableBuild build) {
      OutputDirectory.clear(directory);
      return build.draft(directory, PARTITIONS);
    }

    void toTheFailure() {
      assertThatThrownBy(this::toTheEnd).hasMessage("failing at " + failing);
    }

    @Override
    public void message(String text) {
      messages.add(text);
    }

    @Override
    public void embedded(RangeProgress progress) {
      ranges.add(progress);
    }

    @Override
    public void step(String name) {
      if (name.equals(failing) && --left == 0) {
        throw new IllegalStateException("failing at " + failing);
      }
    }
  }

  private void assertExpected(Path table) {
    TableFiles files = EntityTables.files(table.toString());
    assertThat(files.version()).isEqualTo(expected.version());
    assertThat(files.segments())
        .extracting(TableFiles.File::sha256)
        .isEqualTo(expected.segments().stream().map(TableFiles.File::sha256).toList());
    assertThat(files(table)).containsExactlyInAnyOrderElementsOf(files.names());
  }

  private static List<String> files(Path table) {
    try (Stream<Path> files = Files.list(table.resolve(TableFiles.FOLDER))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theTableIsTheSameWhateverTheRangesAndFailures(long seed) {
    Random random = new Random(seed);
    Path table = dir.resolve("table");
    String size = "run.range-entities=" + (1 + random.nextInt((int) expected.entities() / 2));
    int failures = 1 + random.nextInt(2);
    List<String> steps = List.of("dividing", "embedding", "recording", "recorded", "completing");
    for (int i = 0; i < failures; i++) {
      new Run(table, size).failingAt(steps.get(random.nextInt(steps.size())), 1).toTheFailure();
      assertThat(table.resolve("manifest.json")).doesNotExist();
    }
    new Run(table, size).toTheEnd();
    assertExpected(table);
  }

  @Test
  void aRangeThatIsDoneIsNotEmbeddedAgain() {
    Path table = dir.resolve("table");
    Run first = new Run(table, "run.range-entities=1").failingAt("recording", 3);
    first.toTheFailure();
    assertThat(first.ranges).extracting(RangeProgress::range).containsExactly(1, 2);
    long done = first.ranges.stream().mapToLong(RangeProgress::entities).sum();
    // The size of ranges is that of the run that began.
    Run second = new Run(table, "run.range-entities=1000000");
    second.toTheEnd();
    assertThat(second.messages).containsExactly("going on: 2 of 4 ranges are done");
    assertThat(second.ranges).extracting(RangeProgress::range).containsExactly(3, 4);
    assertThat(second.ranges.get(1).entitiesLeft()).isZero();
    assertThat(second.result.resumed()).isEqualTo(done);
    assertThat(second.result.embedded()).isEqualTo(expected.entities() - done);
    assertThat(second.result.reused()).isZero();
    assertThat(second.result.images().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(expected.entities());
    assertExpected(table);
  }

  @Test
  void aFinishedRangeWhoseSegmentIsDamagedIsEmbeddedAgain() throws IOException {
    Path table = dir.resolve("table");
    new Run(table, "run.range-entities=1").failingAt("recorded", 3).toTheFailure();
    Path damaged;
    try (Stream<Path> segments = Files.list(table.resolve(TableFiles.FOLDER))) {
      damaged = segments.sorted().toList().get(1);
    }
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 4;
    Files.write(damaged, bytes);
    Files.writeString(table.resolve("_draft/ranges/000002.json"), "{");
    Run second = new Run(table);
    second.toTheEnd();
    assertThat(second.messages).containsExactly("going on: 1 of 4 ranges are done");
    assertThat(second.ranges).extracting(RangeProgress::range).containsExactly(2, 3, 4);
    assertExpected(table);
  }

  @Test
  void aDraftOfOtherInputsIsDiscarded() {
    Path table = dir.resolve("table");
    new Run(table, "run.range-entities=1", "images.max-pixels=1000")
        .failingAt("embedding", 3)
        .toTheFailure();
    Run second = new Run(table);
    second.toTheEnd();
    assertThat(second.messages)
        .singleElement()
        .asString()
        .startsWith("discarding the unfinished table in " + table)
        .contains("images.max-pixels was 1000, is ");
    assertThat(second.result.resumed()).isZero();
    assertExpected(table);
  }

  @Test
  void aDraftThatCannotBeReadIsDiscarded() throws IOException {
    Path table = dir.resolve("table");
    new Run(table).failingAt("recorded", 1).toTheFailure();
    Path plan = table.resolve("_draft/plan.json");
    Files.writeString(plan, Files.readString(plan).replace("per_range", "per_rang"));
    Run second = new Run(table);
    second.toTheEnd();
    assertThat(second.messages).singleElement().asString().contains("discarding", "was edited");
    assertExpected(table);
  }

  @Test
  void rowsOfAnEarlierTableServeInEachRange() {
    Path earlier = Path.of(world.table());
    Path whole = dir.resolve("whole");
    new Run(whole).after(earlier).toTheEnd();
    Path table = dir.resolve("table");
    String size = "run.range-entities=1";
    new Run(table, size).after(earlier).failingAt("recording", 3).toTheFailure();
    Run last = new Run(table, size).after(earlier);
    last.toTheEnd();
    assertThat(last.messages).containsExactly("going on: 2 of 4 ranges are done");
    assertThat(last.result.embedded()).isZero();
    assertThat(last.result.resumed() + last.result.reused()).isEqualTo(expected.entities());
    assertThat(EntityTables.files(table.toString()).version())
        .isEqualTo(EntityTables.files(whole.toString()).version());
  }

  @Test
  void rangesShareAFeatureStore() {
    Path table = dir.resolve("table");
    Run run = new Run(table, "run.range-entities=100", "features.store=" + dir.resolve("store"));
    // As with a store that is too large for a broadcast.
    LocalSpark.session().conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      run.toTheEnd();
    } finally {
      LocalSpark.session().conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
    assertThat(run.ranges).hasSize(2);
    assertThat(run.result.embedded()).isEqualTo(expected.entities());
    assertThat(EntityTables.files(table.toString()).segments())
        .extracting(TableFiles.File::first)
        .isEqualTo(expected.segments().stream().map(TableFiles.File::first).toList());
  }

  @Test
  void aDraftWithAnEarlierTableServesOnlyWithThatTable() {
    Path table = dir.resolve("table");
    new Run(table).after(Path.of(world.table())).failingAt("completing", 1).toTheFailure();
    Run second = new Run(table);
    second.toTheEnd();
    assertThat(second.messages)
        .singleElement()
        .asString()
        .contains("previous_version was ", ", is none");
    assertExpected(table);
  }
}
