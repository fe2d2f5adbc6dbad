package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.LocalSpark;
import org.melange.testing.chat.ChatCounts;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;

/** A language model's service that goes away in the middle of a run. */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceRestartIT {

  private static final int QUESTIONS = 240;
  private static final int PARTIAL = 5;

  @TempDir private Path dir;
  private ChaosWorld chaos;
  private Path posts;

  @BeforeAll
  void makeWorld(@TempDir Path world) throws IOException {
    chaos = new ChaosWorld(world);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"post_id\": \"%d\", \"text\": \"Day %d in Georgia\", \"mentions\": [{\"text\":"
                  + " \"Georgia\"}]}",
              i,
              i));
    }
    posts = Files.write(world.resolve("georgia.jsonl"), lines);
  }

  @Test
  void aServiceThatRestartsIsWaitedFor() throws Exception {
    List<String> expected = undisturbed();
    ChatServerOptions options = ChatServerOptions.plain().latency(100);
    ChatServer server = ChatServer.start(options);
    int port = server.base().getPort();
    try (JobProcess run = JobProcess.start(command(server, "restarted"))) {
      ChatCounts before = server.counts();
      run.awaitOrEnd(() -> answered(before) > QUESTIONS / 3);
      server.close();
      TimeUnit.SECONDS.sleep(4);
      server = ChatServer.start(options.port(port));
      Command result = run.result();
      assertThat(result.code()).as(result.err()).isZero();
    } finally {
      server.close();
    }
    assertThat(descriptions("restarted")).isEqualTo(expected);
  }

  @Test
  void aServiceThatStaysAwayLeavesQuestionsForTheNextRun() throws Exception {
    List<String> expected = undisturbed();
    ChatServerOptions options = ChatServerOptions.plain().latency(100);
    long kept;
    ChatServer first = ChatServer.start(options);
    try (JobProcess run = JobProcess.start(command(first, "interrupted"))) {
      run.awaitOrEnd(() -> answered(first.counts()) > QUESTIONS / 3);
      first.close();
      Command result = run.result();
      assertThat(result.code()).as(result.err()).isEqualTo(PARTIAL);
      assertThat(result.summary().path("statuses").path("skipped").asLong()).isPositive();
      assertThat(result.summary().path("statuses").path("exhausted").asLong()).isZero();
      kept = QUESTIONS - result.summary().path("statuses").path("skipped").asLong();
    }
    try (ChatServer second = ChatServer.start(options.port(first.base().getPort()));
        JobProcess rerun = JobProcess.start(with(command(second, "interrupted"), "--overwrite"))) {
      Command result = rerun.result();
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.summary().path("from_store").asLong()).isEqualTo(kept);
      assertThat(result.summary().path("asked").asLong()).isEqualTo(QUESTIONS - kept);
    }
    assertThat(descriptions("interrupted")).isEqualTo(expected);
  }

  private List<String> undisturbed() {
    try (ChatServer server = ChatServer.start(ChatServerOptions.plain());
        JobProcess run = JobProcess.start(with(command(server, "undisturbed"), "--overwrite"))) {
      Command result = run.result();
      assertThat(result.code()).as(result.err()).isZero();
    }
    return descriptions("undisturbed");
  }

  private List<String> command(ChatServer server, String out) {
    return with(
        chaos.command("enrich", out, "--posts", posts.toString(), "--kb", chaos.world().kb()),
        "--set",
        "enrich.endpoint=" + server.base(),
        "--set",
        "enrich.model=tester",
        "--set",
        "enrich.max-in-flight=8",
        "--set",
        "enrich.max-unavailable=20s",
        "--set",
        "enrich.answer-store=" + dir.resolve("ledger-" + out));
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  private static long answered(ChatCounts counts) {
    return counts.questions().values().stream().mapToLong(q -> q.answered()).sum();
  }

  private List<String> descriptions(String out) {
    return LocalSpark.session()
        .read()
        .parquet(chaos.at(out + "/descriptions").toString())
        .drop("run_id")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
