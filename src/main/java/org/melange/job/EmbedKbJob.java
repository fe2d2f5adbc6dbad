package org.melange.job;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.link.table.Precision;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.ClipFeatures;
import org.melange.spark.EntityCompiler;
import org.melange.spark.EntityImages;
import org.melange.spark.EntityTables;
import org.melange.spark.KnowledgeBase;
import org.melange.spark.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/embed-kb}: a knowledge base and a model to an entity table. */
@Command(
    name = "embed-kb",
    description = "Computes the entity table of a knowledge base with a model.")
public final class EmbedKbJob extends Job {

  @Option(names = "--kb", required = true, paramLabel = "DIR", description = "Knowledge base.")
  String kb;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  String model;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "What relative image URIs are relative to (default: as import-kb found it).")
  String images;

  @Mixin OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new EmbedKbJob(), args);
  }

  @Override
  Summary run(SparkSession spark, Settings settings, Console console) {
    output.check();
    KnowledgeBase base = KnowledgeBase.open(kb);
    String modelVersion = ModelInfo.version(model);
    output.prepare();
    Manifest table =
        console.step(
            "embedding " + base.manifest().fact("entities").orElse("?") + " entities",
            () ->
                EntityTables.write(
                    rows(spark, base, settings), base, model, Precision.FLOAT32, output.out));
    Summary summary =
        Summary.empty()
            .with("entities", Long.valueOf(table.fact("entities").orElseThrow()))
            .with("kb_version", base.version())
            .with("model_version", modelVersion)
            .with("table_version", table.version())
            .with("out", output.out);
    console.table("Entity table", summary.values());
    return summary;
  }

  private Dataset<Row> rows(SparkSession spark, KnowledgeBase base, Settings settings) {
    ClipFeatures features = features(base, settings);
    EntityCompiler compiler = new EntityCompiler();
    compiler.setModel(model).setFeatures(settings.features());
    Dataset<Row> entities =
        EntityTables.ranged(
            EntityImages.structs(base.entities(spark)),
            Sessions.partitions(spark, settings.run().partitions()));
    return new Pipeline()
        .setStages(new PipelineStage[] {features, compiler})
        .fit(entities)
        .transform(entities);
  }

  private ClipFeatures features(KnowledgeBase base, Settings settings) {
    String root = images != null ? images : base.manifest().fact("images_root").orElse(".");
    ClipFeatures features =
        new ClipFeatures().ofEntities().setImagesRoot(root).setImages(settings.images());
    features.setModel(model).setFeatures(settings.features());
    return features;
  }
}
