package org.melange.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.Settings.CalibrationUse;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.enrich.Enriched;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.CalibrationStore;
import org.melange.spark.link.EntityLinker;
import org.melange.spark.link.LinkMetrics;
import org.melange.spark.link.Links;
import org.melange.spark.link.RowReconciliation;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jobs/annotate}: posts to links. */
@Command(
    name = "annotate",
    description =
        "Links the mentions of posts to the entities of a knowledge base; writes links, quarantine"
            + " and a manifest.")
public final class AnnotateJob extends Job {

  @Mixin public PostOptions posts = new PostOptions();

  @Mixin public LinkingOptions linking = new LinkingOptions();
  @Mixin EnrichmentOptions enrichment = new EnrichmentOptions();
  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new AnnotateJob(), args);
  }

  @Override
  public Optional<String> target() {
    return enrichment.plan ? Optional.empty() : output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    if (enrichment.plan) {
      try (PostSource source = posts.read(spark, settings)) {
        return enrichment.plan(mentions(source, settings), linking.kb, settings, console);
      }
    }
    output.check(linking.kb, linking.table, linking.model);
    String runId = RunId.next();
    EntityLinker linker = linker(settings);
    KnowledgeBase base = linking.checkedBase(settings);
    Manifest tableManifest = linking.checkedTable(base, settings);
    linker.requireUsable(spark);
    try (PostSource source = posts.read(spark, settings, extractor(settings))) {
      output.prepare();
      Map<String, Long> rejected =
          console.step(
              "reading posts", () -> Quarantine.write(source.rejections(), output.out, runId));
      RowReconciliation.Input input =
          console.step("finding mentions", () -> input(source, rejected, settings));
      Quarantine.requireShare(input.posts(), input.rejectedPosts(), settings.quarantine());
      Enriched enriched =
          enrichment.enrich(mentions(source, settings), linking.kb, settings, console);
      console.step(
          "linking " + input.mentions() + " mentions",
          () -> Links.write(pipeline(settings, linker, enriched.rows()), output.out, runId));
      RowReconciliation audit =
          console.step("counting", () -> RowReconciliation.of(spark, output.out, input));
      Summary summary =
          audit
              .summary()
              .with("images_root", posts.imagesRoot(settings))
              .withAll(EnrichmentOptions.summary(enriched, audit.descriptions()));
      if (enriched.plan().questions() > 0) {
        console.table("Descriptions", EnrichmentOptions.table(enriched, audit.descriptions()));
      }
      OutputDirectory.finish(output.out, manifest(runId, settings, base, tableManifest, summary));
      return report(console, runId, rejected, audit, summary)
          .with("task_seconds", linker.times().map(LinkMetrics::seconds).orElse(Map.of()))
          .withAll(new Summary(linker.times().map(LinkMetrics::scoring).orElse(Map.of())))
          .with("out", output.out);
    }
  }

  private RowReconciliation.Input input(
      PostSource source, Map<String, Long> rejected, Settings settings) {
    return RowReconciliation.Input.of(source.posts(), mentions(source, settings), rejected);
  }

  private EntityLinker linker(Settings settings) {
    EntityLinker linker = new EntityLinker().setTable(linking.table).setLink(settings.link());
    linker.setModel(linking.model).setFeatures(settings.features()).setVerify(settings.verify());
    return linker;
  }

  private Dataset<Row> pipeline(Settings settings, EntityLinker linker, Dataset<Row> rows) {
    ClipFeatures features =
        new ClipFeatures()
            .ofMentions()
            .setImagesRoot(posts.imagesRoot(settings))
            .setImages(settings.images());
    features.setModel(linking.model).setFeatures(settings.features()).setVerify(settings.verify());
    List<PipelineStage> stages = new ArrayList<>();
    boolean judged =
        settings.link().calibration() != CalibrationUse.OFF
            && CalibrationStore.of(linking.model).isPresent();
    if (settings.link().looksAtNames() || judged) {
      stages.add(
          new CandidateGenerator().setKb(linking.kb).setLimit(settings.link().maxCandidates()));
    }
    stages.add(features);
    stages.add(linker);
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows).transform(rows);
  }

  private Dataset<Row> mentions(PostSource source, Settings settings) {
    return extractor(settings).transform(source.posts());
  }

  private MentionExtractor extractor(Settings settings) {
    return new MentionExtractor().setKb(linking.kb).setSettings(settings);
  }

  private Manifest manifest(
      String runId,
      Settings settings,
      KnowledgeBase base,
      Manifest tableManifest,
      Summary summary) {
    Map<String, Object> facts = new TreeMap<>(summary.values());
    facts.put("posts_path", posts.posts);
    facts.put("kb_version", base.version());
    facts.put("table_version", tableManifest.version());
    facts.put("model_version", ModelInfo.version(linking.model));
    facts.put("settings", settings.source());
    return new Manifest("links", runId, facts);
  }

  private Summary report(
      Console console,
      String runId,
      Map<String, Long> rejected,
      RowReconciliation audit,
      Summary counts) {
    long mentions = audit.input().mentions();
    Map<String, Object> table = new java.util.LinkedHashMap<>(audit.summary().values());
    String root = (String) counts.values().get("images_root");
    table.put("images root", root);
    rejected.forEach((reason, count) -> table.put("quarantined " + reason, count));
    console.stepSeconds().forEach((step, seconds) -> table.put("seconds " + step, seconds));
    console.table("Links in " + output.out, table);
    new ImageReport("mentions", root, audit.images()).warn(console);
    double seconds = console.stepSeconds().getOrDefault("linking " + mentions + " mentions", 0.0);
    return new Summary(Map.of("run_id", runId))
        .withAll(counts)
        .with("mentions_per_second", seconds > 0 ? Math.round(mentions / seconds * 10) / 10.0 : 0);
  }
}
