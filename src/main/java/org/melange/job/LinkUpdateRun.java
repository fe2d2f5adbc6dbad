package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.TimeLeft;
import org.melange.run.Summary;
import org.melange.spark.input.InputListing;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.PostInput;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.LinkUpdate;
import org.melange.spark.store.ShardProgress;
import org.melange.spark.store.ShardResult;
import org.melange.spark.store.UpdateInput;
import org.melange.spark.store.UpdateListener;
import org.melange.spark.store.UpdateResult;

/** A run of {@code annotate --into}. */
final class LinkUpdateRun implements UpdateListener {

  private final IntoOptions into;
  private final MentionLinking linking;
  private final String imagesRoot;
  private final TableLinker linker;
  private final Settings settings;
  private final Console console;

  /**
   * A run.
   *
   * @param kb directory of the knowledge base
   * @param imagesRoot what relative image URIs are relative to
   */
  LinkUpdateRun(
      IntoOptions into,
      MentionLinking linking,
      String kb,
      String kbVersion,
      String imagesRoot,
      EnrichmentOptions enrichment,
      Console console) {
    this.into = into;
    this.linking = linking;
    this.imagesRoot = imagesRoot;
    this.linker = new TableLinker(linking, kb, kbVersion, enrichment, console::line, true);
    this.settings = linking.settings();
    this.console = console;
  }

  /** Brings the table up to date. */
  Summary run(SparkSession spark, PostInput posts, MentionExtractor extractor) {
    InputListing files = posts.files();
    files.message().ifPresent(console::line);
    int buckets = settings.run().buckets();
    return OutputLease.holding(
        spark,
        LinkStore.directory(spark, into.into, buckets),
        "annotate",
        console::line,
        () ->
            run(posts, extractor, files, LinkStore.createInBackground(spark, into.into, buckets)));
  }

  private Summary run(
      PostInput posts, MentionExtractor extractor, InputListing files, LinkStore store) {
    LinkUpdate update =
        new LinkUpdate(store, extractor, linker, settings)
            .setLimits(into.limits())
            .setRetryQuarantined(into.retryQuarantined)
            .setListener(this);
    UpdateResult result = update.run(UpdateInput.of(store.spark(), posts, files));
    Summary summary =
        result
            .summary()
            .withAll(linker.spent().summary())
            .with("into", into.into)
            .with("mentions_per_second", rounded(result.sum().mentions() / seconds()));
    show(result, summary, update.otherScopes());
    return summary;
  }

  private double seconds() {
    return Math.max(0.1, shardSeconds);
  }

  private double shardSeconds;

  @Override
  public void message(String text) {
    console.line(text);
  }

  @Override
  public void check(ShardResult sum) {
    images(sum).ifPresent(report -> report.requireShare(settings.images()));
  }

  private Optional<ImageReport> images(ShardResult sum) {
    return linking.usesImages()
        ? Optional.of(new ImageReport("mentions", imagesRoot, sum.images()))
        : Optional.empty();
  }

  @Override
  public void committed(ShardProgress progress) {
    shardSeconds += progress.seconds();
    console.line(
        String.format(
            Locale.ROOT,
            "shard %d of %d: %,d posts, %,d mentions, %,.0f mentions/s%s%s",
            progress.shard(),
            progress.shards(),
            progress.posts(),
            progress.mentions(),
            progress.rate(),
            TimeLeft.of(progress.postsLeft(), "posts", progress.secondsLeft()),
            linker.spent().cost()));
  }

  private void show(UpdateResult result, Summary summary, Map<String, Long> others) {
    Map<String, Object> rows = new LinkedHashMap<>(summary.values());
    console.table("Links in " + into.into, rows);
    images(result.sum()).ifPresent(report -> report.warn(console));
    others.forEach(
        (scope, posts) ->
            console.line(
                String.format(
                    Locale.ROOT, "%,d posts were linked with another scope: %s", posts, scope)));
    if (result.shardsLeft() > 0) {
      console.line(
          String.format(
              Locale.ROOT,
              "%,d posts remain: the same command goes on with them",
              result.postsLeft()));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
