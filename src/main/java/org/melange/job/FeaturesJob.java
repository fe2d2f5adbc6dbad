package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.features.FeatureStoreStats;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostSource;
import org.melange.spark.row.ValueCounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/features}: computes features of posts or entities, and fills the feature store. */
@Command(
    name = "features",
    description = {
      "Computes the features of the mentions of posts, or of the entities of a knowledge base.",
      "With features.store set, features in the store are not computed again, and missing ones are"
          + " added."
    })
public final class FeaturesJob extends Job {

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base: its entities, or the names to find mentions by.")
  String kb;

  @Option(
      names = "--posts",
      paramLabel = "PATH",
      description =
          "Posts: a file, a directory or a glob. Without it, features of entities are computed.")
  String posts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "jsonl",
      description = "Format of posts: jsonl, parquet or mimic (default: ${DEFAULT-VALUE}).")
  PostFormat format = PostFormat.JSONL;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  String model;

  @Option(
      names = "--images-root",
      paramLabel = "DIR",
      description =
          "Directory that relative image URIs are resolved against (default: as for annotate and"
              + " embed-kb).")
  String images;

  @Mixin OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new FeaturesJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    output.check(kb, model);
    KnowledgeBase base = KnowledgeBase.openWithImages(kb, settings);
    String modelVersion = ModelInfo.checked(model, settings.verify().checksums());
    output.prepare();
    if (posts == null) {
      Dataset<Row> entities =
          EntityImages.structs(base.entities(spark))
              .repartition(Sessions.partitions(spark, settings.run().partitions()));
      String root = images != null ? images : base.manifest().fact("images_root").orElse(".");
      ClipFeatures stage = ClipFeatures.ofEntities(model, root, settings);
      return compute(stage, root, entities, settings, console, modelVersion);
    }
    PostOptions options = PostOptions.of(posts, format);
    MentionExtractor extractor = new MentionExtractor().setKb(kb).setSettings(settings);
    try (PostSource source = options.read(spark, settings, console, extractor)) {
      PostOptions.requireShare(source, settings, console);
      Dataset<Row> mentions = extractor.transform(source.posts());
      String root = images != null ? images : options.imagesRoot(settings);
      ClipFeatures stage = ClipFeatures.ofMentions(model, root, settings);
      return compute(stage, root, mentions, settings, console, modelVersion);
    }
  }

  private Summary compute(
      ClipFeatures stage,
      String root,
      Dataset<Row> rows,
      Settings settings,
      Console console,
      String modelVersion) {
    Map<String, Object> facts = new LinkedHashMap<>();
    Dataset<Row> features = rows;
    if (settings.features().store().isEmpty()) {
      features = stage.transform(rows);
    } else {
      ClipFeatures.Filled filled =
          console.step("computing features that the store lacks", () -> stage.fill(rows));
      facts.putAll(counts(filled.use()));
      features = filled.features();
    }
    Dataset<Row> written = features.drop("images", "context");
    Map<String, Long> status = console.step("writing features", () -> write(written));
    ImageReport images =
        new ImageReport(
            posts == null ? "entities" : "mentions", PathResolver.absolute(root), status);
    if (posts != null) {
      images.requireShare(settings.images());
    }
    facts.put("rows", status.values().stream().mapToLong(Long::longValue).sum());
    facts.putAll(images.facts());
    facts.put("model_version", modelVersion);
    facts.putAll(ModelInfo.config(model).preparation().facts());
    facts.put(
        "precision", settings.features().precision().name().toLowerCase(java.util.Locale.ROOT));
    OutputDirectory.finish(output.out, new Manifest("features", RunId.next(), facts));
    console.table("Features in " + output.out, facts);
    images.warn(console);
    return Summary.empty().withAll(new Summary(facts)).with("out", output.out);
  }

  /** Writes features; counts the rows by the state of their image. */
  private Map<String, Long> write(Dataset<Row> features) {
    String folder = output.out + "/features";
    features.write().mode(SaveMode.Overwrite).parquet(folder);
    return ValueCounts.of(features.sparkSession().read().parquet(folder), "image_status");
  }

  private static Map<String, Object> counts(FeatureStoreStats use) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("texts", use.texts());
    counts.put("texts_computed", use.textsComputed());
    counts.put("images", use.images());
    counts.put("images_computed", use.imagesComputed());
    return counts;
  }

  @Override
  public void check() {
    if (posts == null && format != PostFormat.JSONL) {
      throw JobException.usage("--format needs --posts");
    }
  }
}
