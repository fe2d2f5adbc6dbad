package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.links;
import static org.melange.spark.store.StoreFixture.post;
import static org.melange.spark.store.StoreFixture.posts;
import static org.melange.spark.store.StoreFixture.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.testing.LocalSpark;

/** Links tables that are brought up to date. */
class LinkUpdateTest {

  @TempDir Path dir;

  private String table() {
    return dir.resolve("table").toString();
  }

  private StoreFixture fixture(String... overrides) {
    return StoreFixture.in(
        dir,
        Stream.concat(Stream.of("run.shard-posts=100"), Arrays.stream(overrides))
            .toArray(String[]::new));
  }

  private static Map<String, Object> counts(UpdateResult result) {
    return result.counts();
  }

  private static List<String> states(LinkStore store) {
    return store.posts().orderBy("post_id").collectAsList().stream()
        .map(row -> row.getAs("post_id") + " " + row.getAs("state"))
        .toList();
  }

  private static List<String> linked(LinkStore store) {
    return store.links().orderBy("post_id", "span_start").collectAsList().stream()
        .map(row -> row.getAs("post_id") + " " + row.getAs("mention"))
        .toList();
  }

  @Test
  void theFirstRunLinksEverythingAndTheNextNothing() {
    String[] lines = {
      post("a", "Georgia and Tbilisi"), post("b", "nothing here"), post("c", "Guatemala")
    };
    UpdateResult first = fixture().update(table(), lines);
    assertThat(counts(first)).containsEntry("posts_new", 3L).containsEntry("posts_unchanged", 0L);
    assertThat(first.sum().mentions()).isEqualTo(3);
    LinkStore store = fixture().store(table());
    assertThat(linked(store)).containsExactly("a Georgia", "a Tbilisi", "c Guatemala");
    assertThat(states(store)).containsExactly("a linked", "b no_mentions", "c linked");
    String version = store.version();

    UpdateResult second = fixture().update(table(), lines);
    assertThat(counts(second)).containsEntry("posts_new", 0L).containsEntry("posts_unchanged", 3L);
    assertThat(second.shards()).isZero();
    assertThat(store.version()).isEqualTo(version);
    assertThat(Files.exists(dir.resolve("table/_plan"))).isFalse();
    assertThat(Files.exists(dir.resolve("table/_lease"))).isFalse();
  }

  @Test
  void changedPostsAreLinkedAgainAndDeletedOnesLoseTheirLinks() {
    fixture()
        .update(
            table(),
            post("a", "Georgia and Tbilisi"),
            post("b", "Georgia"),
            post("c", "Tbilisi"),
            post("d", "Guatemala"));
    UpdateResult second =
        fixture()
            .update(
                table(),
                post("a", "Tbilisi"),
                post("b", "no name is left"),
                deleted("c"),
                post("e", "Georgia"),
                deleted("never seen"));
    assertThat(counts(second))
        .containsEntry("posts_changed", 2L)
        .containsEntry("posts_removed", 1L)
        .containsEntry("posts_new", 1L);
    LinkStore store = fixture().store(table());
    assertThat(linked(store)).containsExactly("a Tbilisi", "d Guatemala", "e Georgia");
    assertThat(states(store))
        .containsExactly(
            "a linked", "b no_mentions", "c deleted", "d linked", "e linked", "never seen deleted");

    UpdateResult third = fixture().update(table(), post("c", "Tbilisi"), deleted("never seen"));
    assertThat(counts(third))
        .containsEntry("posts_changed", 1L)
        .containsEntry("posts_unchanged", 1L);
    assertThat(linked(store)).contains("c Tbilisi");
  }

  @Test
  void aRejectedPostIsLinkedOnceItIsValid() {
    String broken = "{\"post_id\":\"a\",\"text\":5}";
    UpdateResult first = fixture().update(table(), broken, "not JSON", post("b", "Georgia"));
    assertThat(counts(first)).containsEntry("records_rejected", 2L);
    LinkStore store = fixture().store(table());
    assertThat(states(store)).containsExactly("a quarantined", "b linked");
    assertThat(quarantine(store)).hasSize(2);

    assertThat(fixture().update(table(), broken, "not JSON").shards()).isZero();

    fixture().update(table(), post("a", "Tbilisi"));
    assertThat(states(store)).containsExactly("a linked", "b linked");
    assertThat(quarantine(store)).singleElement().asString().contains("malformed");
  }

  @Tag("slow")
  @Test
  void aRejectedRecordDoesNotTakeTheLinksOfItsPost() {
    fixture().update(table(), post("a", "Tbilisi"));
    String broken = "{\"post_id\":\"a\",\"text\":5}";
    fixture().update(table(), broken);
    LinkStore store = fixture().store(table());
    assertThat(linked(store)).containsExactly("a Tbilisi");
    assertThat(quarantine(store)).hasSize(1);
    assertThat(fixture().update(table(), broken).shards()).isZero();
    fixture().update(table(), post("a", "Georgia"));
    assertThat(quarantine(store)).isEmpty();
  }

  @Tag("slow")
  @Test
  void mentionsBeyondTheLimitAreRejectedUntilThePostChanges() {
    StoreFixture one = fixture("mentions.max-per-post=1");
    one.update(table(), post("a", "Georgia and Tbilisi"));
    LinkStore store = one.store(table());
    assertThat(linked(store)).containsExactly("a Georgia");
    assertThat(quarantine(store)).singleElement().asString().contains("too_many_mentions");
    one.update(table(), post("a", "Tbilisi"));
    assertThat(linked(store)).containsExactly("a Tbilisi");
    assertThat(quarantine(store)).isEmpty();
  }

  private static String dated(String id, String text, int at) {
    return "{\"post_id\":\"" + id + "\",\"text\":\"" + text + "\",\"at\":" + at + "}";
  }

  @Test
  void theNewestRecordCountsWhateverTheOrderOfTheRuns() {
    StoreFixture ordered = fixture("posts.order-by=at");
    ordered.update(table(), dated("a", "Georgia", 2), dated("a", "Guatemala", 10));
    LinkStore store = ordered.store(table());
    assertThat(linked(store)).containsExactly("a Guatemala");
    assertThat(quarantine(store)).isEmpty();
    UpdateResult late = ordered.update(table(), dated("a", "Tbilisi", 9));
    assertThat(counts(late)).containsEntry("posts_outdated", 1L);
    assertThat(linked(store)).containsExactly("a Guatemala");
    ordered.update(table(), "{\"post_id\":\"a\",\"deleted\":true,\"at\":11}");
    assertThat(linked(store)).isEmpty();
    assertThat(counts(ordered.update(table(), dated("a", "Georgia", 11))))
        .containsEntry("posts_outdated", 1L);
    ordered.update(table(), dated("a", "Georgia", 12));
    assertThat(linked(store)).containsExactly("a Georgia");
  }

  @Tag("slow")
  @Test
  void ofSeveralRecordsInOneRunOneCounts() {
    String first = post("a", "Georgia");
    String second = post("a", "Tbilisi");
    fixture().update(table(), first, second, first);
    LinkStore store = fixture().store(table());
    List<String> kept = links(store);
    assertThat(kept).hasSize(1);
    assertThat(quarantine(store)).singleElement().asString().contains("duplicate_id");
    assertThat(fixture().update(table(), second, first).shards()).isZero();
    assertThat(links(store)).isEqualTo(kept);
  }

  @Test
  void aRunThatStoppedEarlyIsContinued() {
    String[] lines = new String[9];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = post("p" + i, i % 2 == 0 ? "Georgia" : "Tbilisi");
    }
    StoreFixture fixture = fixture("run.shard-posts=2");
    LinkStore store = fixture.store(table());
    UpdateInput input = fixture.input(lines);
    UpdateLimits one = new UpdateLimits(OptionalLong.of(1), OptionalLong.empty(), Optional.empty());
    UpdateResult first = fixture.update(store).setLimits(one).run(input);
    assertThat(first.shards()).isEqualTo(1);
    assertThat(first.posts() + first.postsLeft()).isEqualTo(9);
    UpdateResult second = fixture.update(store).setLimits(one).run(input);
    assertThat(second.resumed()).isTrue();
    assertThat(second.runId()).isEqualTo(first.runId());
    UpdateResult last = fixture.update(store).run(input);
    assertThat(last.resumed()).isTrue();
    assertThat(last.postsLeft()).isZero();
    assertThat(linked(store)).hasSize(9);

    UpdateLimits four =
        new UpdateLimits(OptionalLong.empty(), OptionalLong.of(4), Optional.empty());
    UpdateResult other =
        fixture.update(store).setLimits(four).run(fixture.input(post("q", "Georgia")));
    assertThat(other.resumed()).isFalse();
    assertThat(other.posts()).isEqualTo(1);
  }

  @Test
  void postsThatAreGivenUpAreInTheQuarantineAndLoseTheirLinks() {
    StoreFixture fixture = fixture();
    fixture.update(table(), post("a", "Georgia"));
    LinkStore store = fixture.store(table());
    PlanFiles files = new PlanFiles(store.spark(), store.plan());
    UpdateInput input = fixture.input(post("a", "Tbilisi"), post("b", "Georgia"));
    UpdatePlan plan =
        new UpdatePlanner(store, new PostChanges("", false), 1, 2)
            .plan(input.records().get(), "run", "");
    files.write(plan);
    ShardWork work =
        new ShardWork(
            store,
            files,
            new MentionExtractor().setKb(StoreFixture.kb()).setSettings(fixture.settings()),
            MentionLinker.lexical(StoreFixture.kb(), fixture.settings()),
            plan.runId(),
            2);
    OutputLease.holding(
        store.spark(),
        store.root(),
        "test",
        message -> {},
        () -> {
          for (Shard shard : plan.shards()) {
            ShardResult result = work.giveUp(shard, "why");
            new ShardCommit(store, files, step -> {}).commit(shard, result, plan.runId(), false);
          }
          return plan;
        });
    assertThat(links(store)).isEmpty();
    assertThat(states(store)).containsExactly("a quarantined", "b quarantined");
    assertThat(quarantine(store))
        .hasSize(2)
        .allMatch(row -> row.contains("\"reason\":\"crash\"") && row.contains("why"));
  }

  @Tag("slow")
  @Test
  void linksOfAnotherScopeAreCountedAndKept() {
    fixture().update(table(), post("a", "Georgia"), post("b", "Tbilisi"));
    LinkStore store = fixture().store(table());
    List<String> before = links(store);
    StoreFixture other = fixture("link.top-k=1");
    LinkUpdate update = other.update(store);
    update.run(other.input(post("a", "Georgia"), post("c", "Tbilisi")));
    assertThat(update.otherScopes()).hasSize(1).containsValue(2L);
    assertThat(update.otherScopes().keySet().iterator().next()).startsWith("settings ");
    assertThat(links(store)).containsAll(before).hasSize(3);
  }

  @Test
  void aTableOfAnotherSchemaVersionIsRefused() {
    LinkStore store = fixture().store(table());
    LocalSpark.session()
        .sql(
            "ALTER TABLE delta.`"
                + store.root()
                + "/links` SET TBLPROPERTIES ('melange.schema-version' = '99')");
    assertThatThrownBy(() -> fixture().store(table()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("create a new table");
  }

  @Test
  void anInputThatCannotBeReadChangesNothing() throws IOException {
    fixture().update(table(), post("a", "Georgia"));
    LinkStore store = fixture().store(table());
    String version = store.version();
    Path truncated = dir.resolve("half.jsonl.gz");
    byte[] bytes = gzip((post("b", "Tbilisi") + "\n").repeat(2000));
    Files.write(truncated, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> fixture().update(store).run(fixture().files(truncated.toString())))
        .isInstanceOf(Exception.class);
    Path vanished = fixture().write(post("c", "Tbilisi"));
    UpdateInput listed = fixture().files(vanished.toString());
    Files.delete(vanished);
    assertThatThrownBy(() -> fixture().update(store).run(listed)).isInstanceOf(Exception.class);
    assertThat(store.version()).isEqualTo(version);
    assertThat(linked(store)).containsExactly("a Georgia");
    assertThatThrownBy(
            () -> fixture("quarantine.max-share=0.4").update(table(), "x", post("d", "")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED));
    assertThat(posts(store)).hasSize(1);
  }

  private static byte[] gzip(String text) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(bytes)) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Tag("slow")
  @Test
  void namesOfTablesAndDirectoriesAreToldApart() {
    assertThatThrownBy(() -> LinkStore.open(LocalSpark.session(), "nolake.db.links"))
        .hasMessageContaining("there is no catalog nolake")
        .hasMessageContaining("./nolake.db.links");
    assertThatThrownBy(() -> LinkStore.open(LocalSpark.session(), table()))
        .hasMessageContaining("holds no links table");
    fixture().update(table(), post("a", "Georgia"));
    Row row = LinkStore.open(LocalSpark.session(), table()).links().first();
    assertThat(row.<String>getAs("kb_version")).isNotEmpty();
  }
}
