package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.links;
import static org.melange.spark.store.StoreFixture.post;
import static org.melange.spark.store.StoreFixture.posts;
import static org.melange.spark.store.StoreFixture.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.run.ExitCode;
import org.melange.testing.ChildProcess;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;

/** Updates whose process is killed or stopped at each of their steps. */
@Tag("chaos")
class LinkUpdateKillIT {

  private static final int KILLED = 137;

  /** Longer than a lease lives without being renewed. */
  private static final long PAST_THE_LEASE_SECONDS = 40;

  private static final List<String> FIRST_DAY =
      List.of(
          post("a", "Georgia and Tbilisi"),
          post("b", "Georgia"),
          post("c", "Tbilisi"),
          "{\"post_id\":\"d\",\"text\":5}");

  private static final List<String> SECOND_DAY =
      List.of(
          post("a", "Tbilisi"),
          post("b", "nothing"),
          deleted("c"),
          post("d", "Guatemala"),
          post("e", "Georgia"),
          post("f", "Georgia, Georgia"),
          "{\"post_id\":\"g\",\"text\":5}",
          "no JSON");

  /** What updates that run undisturbed lead to. */
  private record Expected(
      List<String> links, List<String> posts, List<String> quarantine, long questions) {}

  private static ChatServer service;
  private static Path prepared;
  private static Expected expected;

  @TempDir Path dir;

  /** Prepares a table of the first day, and what it becomes on the second day. */
  @BeforeAll
  static void updateUndisturbed(@TempDir Path directory) throws IOException {
    service = ChatServer.start(ChatServerOptions.plain());
    prepared = Files.createDirectories(directory.resolve("prepared"));
    update(prepared, FIRST_DAY);
    Path undisturbed = StoreFixture.copy(prepared, directory.resolve("undisturbed"));
    long before = service.counts().requests();
    update(undisturbed, SECOND_DAY);
    LinkStore store = fixture(undisturbed).store(undisturbed.resolve("table").toString());
    expected =
        new Expected(
            links(store), posts(store), quarantine(store), service.counts().requests() - before);
    assertThat(expected.questions()).isPositive();
  }

  @AfterAll
  static void stopService() {
    service.close();
  }

  private static void update(Path directory, List<String> records) {
    fixture(directory)
        .update(directory.resolve("table").toString(), records.toArray(String[]::new));
  }

  private static StoreFixture fixture(Path directory) {
    return StoreFixture.in(
        directory,
        "enrich.endpoint=" + service.base(),
        "enrich.model=test",
        "enrich.answer-store=" + directory.resolve("answers"));
  }

  private ChildProcess child(
      StoreFixture fixture, Path table, Path posts, String signal, String step, int time)
      throws IOException {
    return child(fixture, table.toString(), posts, Map.of(), signal, step, Integer.toString(time));
  }

  private ChildProcess child(
      StoreFixture fixture,
      String table,
      Path posts,
      Map<String, String> properties,
      String... signal)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(table, posts.toString(), StoreFixture.kb()));
    arguments.addAll(List.of(signal));
    arguments.addAll(fixture.overrides());
    return ChildProcess.start(
        UpdateChild.class,
        Files.createTempFile(dir, "child", ".log"),
        properties,
        arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "listing, 1",
    "start, 1",
    "planning, 1",
    "staged, 1",
    "planned, 1",
    "linking, 1",
    "before prepared, 1",
    "before links, 1",
    "after links, 1",
    "before rejections, 1",
    "before states, 1",
    "after states, 1",
    "committed, 1",
    "linking, 2",
    "before links, 2",
    "after links, 2",
    "after states, 2",
    "deleting the plan, 1",
    "finished, 1",
    "lease released, 1"
  })
  void theNextRunFinishesWhatAKilledOneBegan(String step, int time) throws Exception {
    Path trial = StoreFixture.copy(prepared, dir.resolve("trial"));
    long before = service.counts().requests();
    disturbed(trial, "KILL", step, time, KILLED);
    assertThat(service.counts().requests() - before)
        .as("questions")
        .isEqualTo(expected.questions());
  }

  /** An update of the second day that ends at a step, and one that finishes. */
  private void disturbed(Path trial, String signal, String step, int time, int code)
      throws Exception {
    StoreFixture fixture = fixture(trial);
    Path table = trial.resolve("table");
    Path posts = fixture.write(SECOND_DAY.toArray(String[]::new));
    try (ChildProcess child = child(fixture, table, posts, signal, step, time)) {
      assertThat(child.code()).as(child.text()).isEqualTo(code);
    }
    LinkStore store = fixture.store(table.toString());
    fixture.update(store).run(fixture.files(posts.toString()));
    assertThat(links(store)).isEqualTo(expected.links());
    assertThat(posts(store)).isEqualTo(expected.posts());
    assertThat(quarantine(store)).isEqualTo(expected.quarantine());
    assertThat(table.resolve("_plan")).doesNotExist();
    assertThat(newestLease(table)).matches(lease -> lease.contains("\"released\":true"));
  }

  /** The lease that was given back last; one that no process held before is deleted. */
  private static String newestLease(Path table) throws IOException {
    Path leases = table.resolve("_lease");
    if (!Files.exists(leases)) {
      return "{\"released\":true}";
    }
    try (Stream<Path> files = Files.list(leases)) {
      return Files.readString(files.max(Comparator.naturalOrder()).orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planning",
        "linking",
        "before links",
        "after links",
        "before states",
        "committed"
      })
  void afterADiskWasFullTheNextRunFinishes(String step) throws Exception {
    Path trial = StoreFixture.copy(prepared, dir.resolve("trial"));
    disturbed(trial, "FULL", step, 1, ExitCode.FAILED.code());
  }

  @Test
  void ofTwoProcessesOneUpdatesAndTheOtherIsTold() throws Exception {
    StoreFixture fixture = StoreFixture.in(dir);
    Path table = dir.resolve("table");
    Path posts = fixture.write(SECOND_DAY.toArray(String[]::new));
    StoreFixture.kb();
    Files.createFile(dir.resolve("wait"));
    try (ChildProcess one = child(fixture, table, posts, "NONE", "", 0);
        ChildProcess two = child(fixture, table, posts, "NONE", "", 0)) {
      while (ready() < 2) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      Files.createFile(dir.resolve("go"));
      assertThat(Stream.of(one.code(), two.code()))
          .as(one.text() + two.text())
          .containsExactlyInAnyOrder(0, ExitCode.BUSY.code());
      assertThat(one.text() + two.text()).contains("is in use by");
    }
    assertThat(posts(fixture.store(table.toString()))).hasSize(7);
  }

  private long ready() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.getFileName().toString().startsWith("ready-")).count();
    }
  }

  @Test
  void anOwnerThatSleptPastItsLeaseDoesNotPublish() throws Exception {
    StoreFixture fixture = StoreFixture.in(dir);
    Path table = dir.resolve("table");
    fixture.update(table.toString(), FIRST_DAY.toArray(String[]::new));
    Path posts = fixture.write(SECOND_DAY.toArray(String[]::new));
    try (ChildProcess sleeper = child(fixture, table, posts, "STOP", "before links", 1)) {
      sleeper.await("step before links");
      TimeUnit.SECONDS.sleep(PAST_THE_LEASE_SECONDS);
      LinkStore store = fixture.store(table.toString());
      fixture.update(store).run(fixture.files(posts.toString()));
      List<String> links = links(store);
      String version = store.version();
      sleeper.signal("CONT");
      assertThat(sleeper.code()).as(sleeper.text()).isEqualTo(ExitCode.FAILED.code());
      assertThat(sleeper.text()).contains("was lost");
      assertThat(store.version()).isEqualTo(version);
      assertThat(links(store)).isEqualTo(links);
    }
  }

  @Test
  void aPostThatCrashesExecutorsIsGivenUpAndAllOthersAreLinked() throws Exception {
    StoreFixture fixture = StoreFixture.in(dir, "run.shard-posts=100");
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      records.add(post("p" + i, i == 5 ? "Georgia is " + UpdateChild.POISON : "Georgia"));
    }
    Path table = dir.resolve("table");
    Path posts = fixture.write(records.toArray(String[]::new));
    Map<String, String> cluster =
        Map.of(
            "spark.master", "local-cluster[1,1,1024]",
            "spark.task.maxFailures", "2",
            "spark.executor.extraClassPath", System.getProperty("java.class.path"));
    try (ChildProcess child = child(fixture, table.toString(), posts, cluster, "NONE", "", "0")) {
      assertThat(child.code()).as(child.text()).isZero();
    }
    LinkStore store = fixture.store(table.toString());
    assertThat(links(store)).hasSize(11);
    assertThat(quarantine(store))
        .singleElement()
        .asString()
        .contains("\"reason\":\"crash\"", "\"post_id\":\"p5\"");
    assertThat(posts(store)).hasSize(12);
  }
}
