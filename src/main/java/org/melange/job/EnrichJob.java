package org.melange.job;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.enrich.Descriptions;
import org.melange.spark.enrich.Enriched;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/enrich}: chooses descriptions for the mentions of posts. */
@Command(
    name = "enrich",
    description =
        "Chooses a description for each mention of posts, among those of all entities with its"
            + " name. Writes descriptions, quarantine and a manifest. Keeps answers of a service in"
            + " the answer store.")
public final class EnrichJob extends Job {

  @Mixin PostOptions posts = new PostOptions();

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base (import-kb).")
  String kb;

  @Mixin EnrichmentOptions enrichment = new EnrichmentOptions();
  @Mixin OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new EnrichJob(), args);
  }

  @Override
  protected void requireInputs() {
    KnowledgeBase.requireManifest(kb);
  }

  @Override
  protected OptionalLong inputBytes() {
    return OptionalLong.of(posts.bytes());
  }

  @Override
  public Optional<String> target() {
    return enrichment.plan ? Optional.empty() : output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    KnowledgeBase base = KnowledgeBase.open(kb, settings.verify().checksums());
    if (enrichment.plan) {
      try (PostSource source = posts.read(spark, settings, console)) {
        PostOptions.requireShare(source, settings, console);
        return enrichment.plan(mentions(source, settings), kb, settings, console);
      }
    }
    output.check(kb);
    String runId = RunId.next();
    try (PostSource source = posts.read(spark, settings, console, extractor(settings))) {
      output.prepare();
      Map<String, Long> rejected =
          console.step(
              "reading posts", () -> Quarantine.write(source.rejections(), output.out, runId));
      RejectionSummary.written(spark, output.out, rejected).lines().forEach(console::line);
      Quarantine.requireShare(
          source.posts().count() + Quarantine.posts(rejected),
          Quarantine.posts(rejected),
          settings.quarantine());
      Enriched enriched = enrichment.enrich(mentions(source, settings), kb, settings, console);
      Map<String, Long> statuses =
          console.step("writing", () -> Descriptions.write(enriched.rows(), output.out, runId));
      Summary summary = summary(runId, enriched, statuses, rejected);
      OutputDirectory.finish(output.out, manifest(runId, settings, base, summary));
      console.table("Descriptions in " + output.out, EnrichmentOptions.table(enriched, statuses));
      return summary.with("out", output.out);
    }
  }

  private Dataset<Row> mentions(PostSource source, Settings settings) {
    return extractor(settings).transform(source.posts());
  }

  private MentionExtractor extractor(Settings settings) {
    return new MentionExtractor().setKb(kb).setSettings(settings);
  }

  private static Summary summary(
      String runId, Enriched enriched, Map<String, Long> statuses, Map<String, Long> rejected) {
    return new Summary(Map.of("run_id", runId))
        .with("mentions", statuses.values().stream().mapToLong(Long::longValue).sum())
        .with("quarantined", rejected.values().stream().mapToLong(Long::longValue).sum())
        .withAll(EnrichmentOptions.summary(enriched, statuses));
  }

  private Manifest manifest(String runId, Settings settings, KnowledgeBase base, Summary summary) {
    Map<String, Object> facts = new TreeMap<>(summary.values());
    facts.put("posts_path", posts.posts);
    facts.put("kb_version", base.version());
    facts.put("settings", settings.source());
    return new Manifest("descriptions", runId, facts);
  }
}
