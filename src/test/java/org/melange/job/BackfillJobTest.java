package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.store.LinkStore;
import org.melange.testing.LocalSpark;

/** {@code backfill} with a model and images. */
class BackfillJobTest {

  private static final String[] POSTS = {"--posts", SmallWorld.get().posts().toString()};

  @TempDir private static Path dir;

  private static String table;

  @BeforeAll
  static void annotate() {
    table = dir.resolve("table").toString();
    run(new AnnotateJob(), List.of(), POSTS);
  }

  private static Summary run(Job job, List<String> settings, String... more) {
    SmallWorld world = SmallWorld.get();
    List<String> args = new ArrayList<>(List.of("--into", table, "--kb", world.kb()));
    args.addAll(List.of("--model", world.model(), "--table", world.table(), "--allow-untrained"));
    args.addAll(List.of(more));
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of("run.partitions=2", "run.buckets=2", "quarantine.max-share=0.2"));
    return SmallWorld.run(all, job, args.toArray(String[]::new));
  }

  @Test
  void aPlanCountsWhatOtherSettingsChange() {
    String version = LinkStore.open(LocalSpark.session(), table).version();
    long mentions = LinkStore.open(LocalSpark.session(), table).links().count();
    Summary plan = run(new BackfillJob(), List.of("link.top-k=2"), "--plan", POSTS[0], POSTS[1]);
    assertThat(plan.values())
        .containsEntry("mentions_relinked", mentions)
        .containsEntry("mentions_new", 0L)
        .containsEntry("asked", 0L)
        .containsEntry("plan", true);
    assertThat((Long) plan.values().get("mentions_with_image")).isPositive().isLessThan(mentions);
    assertThat(LinkStore.open(LocalSpark.session(), table).version()).isEqualTo(version);
    assertThat(Files.exists(Path.of(table, "_backfill"))).isFalse();
  }

  @Test
  void currentLinksNeedNothing() {
    Summary done = run(new BackfillJob(), List.of(), POSTS);
    assertThat(done.values())
        .containsEntry("posts_compared", 0L)
        .containsEntry("table_version", done.values().get("table_version_before"));
  }

  @Test
  void relativeImagesNeedTheirDirectory() {
    assertUsage(List.of("link.top-k=2"), "give --posts, or set posts.images-root");
  }

  @Test
  void anApproximateSearchIsRefused() {
    assertUsage(List.of("link.candidates=all", "link.search=approximate"), "use link.search=exact");
  }

  private static void assertUsage(List<String> settings, String message) {
    assertThatThrownBy(() -> run(new BackfillJob(), settings))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }
}
