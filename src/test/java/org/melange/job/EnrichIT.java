package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.enrich.question.AnswerRecordCodec;
import org.melange.run.ExitCode;
import org.melange.testing.LocalSpark;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;

/**
 * A cluster whose executor is killed, then its driver, both without warning: what was answered is
 * not asked again, and the links are those of a run that nobody disturbed.
 */
@Tag("slow")
class EnrichIT {

  private static final int QUESTIONS = 240;
  private static final int IN_FLIGHT = 8;
  private static final String KEY = "sk-the-key-that-nobody-may-see";
  private static final long PATIENCE_SECONDS = 240;

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
    LocalSpark.session().stop();
  }

  @Test
  void nothingThatWasAnsweredIsAskedAgain() throws Exception {
    Path posts = posts();
    Path key = Files.writeString(dir.resolve("key"), KEY);
    ChatServerOptions options = ChatServerOptions.plain().latency(200).key(KEY);
    try (ChatServer server = ChatServer.start(options)) {
      Process process = start(arguments(server, posts, key));
      try {
        await(process, () -> answered(server) > QUESTIONS / 4);
        ProcessHandle executor =
            process
                .descendants()
                .filter(p -> commandLine(p).contains("CoarseGrainedExecutorBackend"))
                .findFirst()
                .orElseThrow();
        executor.destroyForcibly();
        long atDeath = answered(server);
        await(process, () -> answered(server) > atDeath + QUESTIONS / 4);
      } finally {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        // Executors end by themselves when their driver is gone; sooner or later.
        for (ProcessHandle child : all) {
          child.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
      }
      long answered = answered(server);
      long kept = kept();
      assertThat(answered).isBetween((long) QUESTIONS / 2, QUESTIONS - 1L);
      // An executor's death and a driver's: each loses no more than was on its way.
      assertThat(kept).isBetween(answered - 2 * IN_FLIGHT, answered);

      JsonNode rerun = annotate(server, posts, key, "out");
      assertThat(rerun.get("asked").asLong()).isEqualTo(QUESTIONS - kept);
      assertThat(answered(server) - answered).isEqualTo(QUESTIONS - kept);
      assertThat(server.counts().questions()).hasSize(QUESTIONS);
      assertThat(rerun.get("from_store").asLong()).isEqualTo(kept);

      Files.move(dir.resolve("ledger"), dir.resolve("first-ledger"));
      JsonNode undisturbed = annotate(server, posts, key, "undisturbed");
      assertThat(undisturbed.get("asked").asInt()).isEqualTo(QUESTIONS);
      assertThat(links("out")).isEqualTo(links("undisturbed")).hasSize(2 * QUESTIONS);
    }
    Files.delete(key);
    assertNobodySawTheKey();
  }

  private String[] arguments(ChatServer server, Path posts, Path key) throws IOException {
    Path events = Files.createDirectories(dir.resolve("events"));
    List<String> command =
        new ArrayList<>(List.of("jobs/annotate", "--master", "local-cluster[2,1,1024]"));
    for (String setting :
        List.of(
            "spark.ui.enabled=false",
            "spark.eventLog.enabled=true",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + events,
            "spark.speculation=true",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1.01",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.executor.memory=768m")) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of("--driver-memory", "1g"));
    command.addAll(options(server, posts, key, "out"));
    return command.toArray(String[]::new);
  }

  private List<String> options(ChatServer server, Path posts, Path key, String out) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--posts",
                posts.toString(),
                "--kb",
                world.kb(),
                "--table",
                world.table(),
                "--model",
                world.model(),
                "--allow-untrained",
                "--out",
                dir + "/" + out));
    for (String setting :
        List.of(
            "enrich.endpoint=" + server.base(),
            "enrich.model=tester",
            "enrich.max-in-flight=" + IN_FLIGHT,
            "enrich.api-key-file=" + key,
            "enrich.answer-store=" + dir + "/ledger",
            "run.partitions=4")) {
      options.addAll(List.of("--set", setting));
    }
    return options;
  }

  private JsonNode annotate(ChatServer server, Path posts, Path key, String out) {
    JobRun run =
        JobRun.of(new AnnotateJob(), options(server, posts, key, out).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.summary();
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private void await(Process process, BooleanSupplier condition) throws Exception {
    for (int i = 0; i < PATIENCE_SECONDS * 20 && !condition.getAsBoolean(); i++) {
      assertThat(process.isAlive()).as(read(dir.resolve("stderr"))).isTrue();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(condition.getAsBoolean()).as(read(dir.resolve("stderr"))).isTrue();
  }

  private static long answered(ChatServer server) {
    return server.counts().questions().values().stream().mapToLong(q -> q.answered()).sum();
  }

  /** Different questions that stand in journals or in the ledger. */
  private long kept() throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("ledger/journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .flatMap(file -> AnswerRecordCodec.parseAll(bytes(file)).stream())
          .map(answer -> answer.key())
          .distinct()
          .count();
    }
  }

  private Path posts() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      for (String copy : List.of("a", "b")) {
        lines.add(
            String.format(
                Locale.ROOT,
                "{\"post_id\": \"%s%d\", \"text\": \"Day %d in Georgia\", \"mentions\": [{\"text\":"
                    + " \"Georgia\"}]}",
                copy,
                i,
                i));
      }
    }
    return Files.write(dir.resolve("posts.jsonl"), lines);
  }

  private List<String> links(String out) {
    return LocalSpark.session()
        .read()
        .parquet(dir + "/" + out + "/links")
        .drop("run_id", "linked_at")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private void assertNobodySawTheKey() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).anyMatch(file -> file.toString().contains("/events/"));
      for (Path file : all) {
        assertThat(read(file)).as(file.toString()).doesNotContain(KEY);
      }
    }
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return read(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  private static String read(Path file) {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
