package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.AnswerRecordCodec;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.job.SmallWorld;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.LeaseFence;
import org.melange.testing.LocalSpark;

/** The answer store, also after crashes and damage. */
class AnswerStoreTest {

  @TempDir private Path dir;

  @Test
  void aWrittenAnswerIsOnDisk() throws IOException {
    String path = dir + "/journal/run/0/1";
    Files.createDirectories(dir.resolve("journal/run/0"));
    try (WriteAheadLog journal = new WriteAheadLog(path)) {
      for (int i = 0; i < 50; i++) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          written.add(
              journal.write(answer("k" + i + "-" + j, new EnrichmentOutcome.NoneFits(), i)));
        }
        written.forEach(CompletableFuture::join);
        assertThat(WriteAheadLogs.read(dir + "/journal")).hasSize(10 * (i + 1));
      }
    }
    assertThat(WriteAheadLogs.list(dir + "/absent")).isEmpty();
  }

  @Test
  void withoutSyncEachGroupIsAnObject() throws IOException {
    String folder = dir + "/objects/0";
    try (WriteAheadFile objects =
        new WriteAheadFile.Objects(
            HadoopFiles.fileSystem(new org.apache.hadoop.fs.Path(folder)), folder + "/1")) {
      objects.append(AnswerRecordCodec.of(answer("k", chosen("x"), 1)));
      objects.append(AnswerRecordCodec.of(answer("l", chosen("y"), 1)));
      assertThat(WriteAheadLogs.list(folder)).hasSize(2);
      assertThat(WriteAheadLogs.read(folder)).containsOnlyKeys("k", "l");
    }
  }

  @Test
  void theLatestAnswerOfAQuestionCounts() {
    AnswerStore ledger = ledger();
    write(
        ledger,
        "a",
        answer("k", new EnrichmentOutcome.Malformed(), 1),
        answer("l", chosen("x"), 1));
    ledger.commit();
    write(ledger, "b", answer("k", chosen("y"), 2));
    ledger.commit();
    assertThat(rows(ledger)).containsExactly("k chosen y", "l chosen x");
    assertThat(dir.resolve("ledger/journal")).doesNotExist();
  }

  @Test
  void theNextRunCommitsTheLogsOfACrashedOne() throws IOException {
    AnswerStore ledger = ledger();
    write(
        ledger,
        "dead",
        answer("k", chosen("x"), 1),
        answer("l", new EnrichmentOutcome.NoneFits(), 1));
    try (Stream<Path> files = Files.walk(dir.resolve("ledger/journal"))) {
      Path journal = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.writeString(journal, Files.readString(journal) + "0123abcd {\"key\": \"cut o");
    }
    assertThat(rows(ledger())).containsExactly("k chosen x", "l none_fits null");
  }

  @Test
  void duplicatesOfACrashAreReadOnce() throws IOException {
    AnswerStore ledger = ledger();
    write(ledger, "run", answer("k", chosen("x"), 1));
    Path kept = SmallWorld.copy(dir + "/ledger/journal", dir.resolve("kept"));
    ledger.commit();
    SmallWorld.copy(kept.toString(), dir.resolve("ledger/journal"));
    ledger.commit();
    assertThat(rows(ledger)).containsExactly("k chosen x");
  }

  @Test
  void smallFilesAreMergedAndNothingIsLost() throws IOException {
    AnswerStore ledger = ledger();
    List<String> expected = new ArrayList<>();
    for (int i = 10; i < 30; i++) {
      write(ledger, "run" + i, answer("k" + i, chosen("x"), i), answer("k", chosen("y" + i), i));
      expected.add("k" + i + " chosen x");
      ledger.commit();
    }
    expected.add(0, "k chosen y29");
    assertThat(rows(ledger)).isEqualTo(expected);
    try (Stream<Path> files = Files.list(dir.resolve("ledger/answers"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".parquet")).count())
          .isLessThanOrEqualTo(17);
    }
  }

  @Test
  void aDamagedFileIsSetAside() throws IOException {
    AnswerStore ledger = ledger();
    for (String name : List.of("k", "l", "m", "n", "o")) {
      write(ledger, "run" + name, answer(name, chosen("x"), 1));
      ledger.commit();
    }
    List<Path> parts = parts();
    // The header of a page, a character in a page, a truncated file, an empty one.
    flip(parts.get(0), 20);
    flip(parts.get(1), indexOf(parts.get(1), "said"));
    Files.write(parts.get(2), Arrays.copyOf(Files.readAllBytes(parts.get(2)), 300));
    Files.write(parts.get(3), new byte[0]);
    for (Path part : parts) {
      Files.delete(crc(part));
    }
    List<String> told = new ArrayList<>();
    AnswerStore again = AnswerStore.open(LocalSpark.session(), dir + "/ledger", told::add);
    assertThat(rows(again)).hasSize(1);
    assertThat(told)
        .hasSize(4)
        .allMatch(line -> line.contains("WARNING") && line.contains("is damaged"))
        .anyMatch(line -> line.contains(parts.get(0).getFileName().toString()));
    try (Stream<Path> kept = Files.list(dir.resolve("ledger/damaged"))) {
      assertThat(kept.filter(file -> file.toString().endsWith(".parquet"))).hasSize(4);
    }
    assertThat(rows(ledger())).hasSize(1);
  }

  private static int indexOf(Path file, String text) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void aLogWithDamagedLinesIsSetAside() throws IOException {
    AnswerStore ledger = ledger();
    write(
        ledger,
        "dead",
        answer("k", chosen("x"), 1),
        answer("l", new EnrichmentOutcome.NoneFits(), 1));
    try (Stream<Path> files = Files.walk(dir.resolve("ledger/journal"))) {
      flip(files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow(), 20);
    }
    List<String> told = new ArrayList<>();
    AnswerStore again = AnswerStore.open(LocalSpark.session(), dir + "/ledger", told::add);
    assertThat(rows(again)).containsExactly("l none_fits null");
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("WARNING", "it has damaged lines", "/ledger/damaged/");
    assertThat(dir.resolve("ledger/damaged")).isNotEmptyDirectory();
    assertThat(dir.resolve("ledger/journal")).doesNotExist();
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("ledger/answers"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static Path crc(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".crc");
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  @Test
  void missingAnswersFailTheRun() {
    AnswerStore ledger = ledger();
    write(ledger, "run", answer("k", chosen("x"), 1));
    ledger.commit();
    assertThat(ledger.totals("run", new Asked(1, 0, "", 3), 1).enrichment().usage())
        .isEqualTo(new Usage(10, 2));
    assertThatThrownBy(() -> ledger.totals("run", new Asked(2, 0, "", 3), 1))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("all machines share");
  }

  @Test
  void aStoreThatWasTakenOverIsNotWritten() throws Exception {
    AnswerStore ledger = ledger();
    LeaseFence fence = ledger.fence();
    assertThatCode(fence::require).doesNotThrowAnyException();
    write(ledger, "run", answer("k", chosen("x"), 1));
    Path lease = dir.resolve("ledger/_lease");
    Files.copy(lease.resolve("000000001"), lease.resolve("000000002"));

    LeaseFence another = ledger.fence();
    assertThatThrownBy(another::require)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("taken over by another application");
    WriteAheadLog journal = new WriteAheadLog(dir + "/late", another::require);
    assertThatThrownBy(() -> journal.write(answer("l", chosen("y"), 1)).join())
        .hasCauseInstanceOf(JobException.class);
    journal.close();
    assertThat(WriteAheadLogs.read(dir.toString())).doesNotContainKey("l");
    Files.delete(lease.resolve("000000002"));
  }

  private AnswerStore ledger() {
    return AnswerStore.open(LocalSpark.session(), dir + "/ledger", line -> {});
  }

  private static void write(AnswerStore ledger, String runId, Answer... answers) {
    String folder = ledger.journal(runId) + "/0";
    HadoopFiles.makeDirectory(folder);
    try (WriteAheadLog journal = new WriteAheadLog(folder + "/" + runId)) {
      for (Answer answer : answers) {
        journal.write(answer).join();
      }
    }
  }

  private static List<String> rows(AnswerStore ledger) {
    return ledger.answers().orderBy("key").collectAsList().stream()
        .map(
            row ->
                row.getString(0) + " " + row.getString(1) + " " + row.<String>getAs("description"))
        .toList();
  }

  private static EnrichmentOutcome chosen(String description) {
    return new EnrichmentOutcome.Chosen(description);
  }

  private static Answer answer(String key, EnrichmentOutcome outcome, int at) {
    return new Answer(
        key,
        outcome,
        1,
        new Usage(10, 2),
        0.5,
        new Answer.Call("m", "said", 7, 1),
        "run",
        Instant.ofEpochSecond(1_700_000_000L + at));
  }
}
