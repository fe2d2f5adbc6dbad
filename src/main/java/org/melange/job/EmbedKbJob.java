package org.melange.job;

import static org.apache.spark.sql.functions.col;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.link.table.Precision;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.features.EntityImages;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.table.EntityTablePipeline;
import org.melange.spark.table.EntityTables;
import org.melange.spark.table.PreviousTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/embed-kb}: computes the entity table of a knowledge base. */
@Command(
    name = "embed-kb",
    description = "Computes the entity table of a knowledge base with a model.")
public final class EmbedKbJob extends Job {

  @Option(names = "--kb", required = true, paramLabel = "DIR", description = "Knowledge base.")
  public String kb;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model.")
  public String model;

  @Option(
      names = "--images-root",
      paramLabel = "DIR",
      description =
          "Directory that relative image URIs are resolved against (default: as recorded by"
              + " import-kb).")
  String images;

  @Option(
      names = "--previous",
      paramLabel = "DIR",
      description =
          "An entity table of the same model: entities with unchanged content and image keep their"
              + " rows.")
  String previous;

  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new EmbedKbJob(), args);
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
    ModelInfo.requireStatistics(model);
    Optional<PreviousTable> before = previous(spark, settings);
    EntityTablePipeline pipeline =
        new EntityTablePipeline(model, imagesRoot(base), precision(settings), settings);
    output.prepare();
    Dataset<Row> rows =
        before
            .map(
                table ->
                    console.step(
                        "embedding what is new or was changed",
                        () -> joined(spark, base, table, pipeline, settings)))
            .orElseGet(
                () ->
                    pipeline.rows(stamped(base, ranged(base.entities(spark), settings), settings)));
    long embedded = before.isPresent() ? rows.filter(col("row").isNotNull()).count() : -1;
    Manifest table =
        console.step(
            (before.isPresent() ? "writing the table of " : "embedding ")
                + base.manifest().fact("entities").orElse("?")
                + " entities",
            () ->
                EntityTables.write(
                    rows,
                    before,
                    new EntityTables.Plan(
                        base, model, precision(settings), settings.link().table().index()),
                    output.out));
    OutputDirectory.discardDraft(output.out);
    return report(console, base, modelVersion, table, embedded, pipeline.images());
  }

  private Summary report(
      Console console,
      KnowledgeBase base,
      String modelVersion,
      Manifest table,
      long embedded,
      Map<String, Long> imageStatus) {
    long entities = Long.parseLong(table.fact("entities").orElseThrow());
    ImageReport images =
        new ImageReport(
            "the entities embedded", PathResolver.absolute(imagesRoot(base)), imageStatus);
    Summary summary =
        Summary.empty()
            .with("entities", entities)
            .with("embedded", embedded < 0 ? entities : embedded)
            .with("reused", embedded < 0 ? 0 : entities - embedded)
            .with("kb_version", base.version())
            .with("model_version", modelVersion)
            .with("table_version", table.version())
            .with("precision", table.fact("precision").orElseThrow())
            .with("indexed", table.fact("graphs").isPresent())
            .with("bytes", Long.valueOf(table.fact("bytes").orElseThrow()))
            .withAll(new Summary(images.facts()))
            .with("out", output.out);
    console.table("Entity table", summary.values());
    images.warn(console);
    return summary;
  }

  private Optional<PreviousTable> previous(SparkSession spark, Settings settings) {
    if (previous != null
        && PathResolver.absolute(previous).equals(PathResolver.absolute(output.out))) {
      throw JobException.usage("--previous and --out are the same directory: use another --out");
    }
    return Optional.ofNullable(previous)
        .map(
            folder ->
                PreviousTable.open(
                    spark,
                    folder,
                    model,
                    precision(settings),
                    settings.link(),
                    settings.verify().checksums()));
  }

  /**
   * Embeds changed entities into a draft, and joins it with the unchanged ones, so that the range
   * partitioning shuffles small rows only. The entities are a draft as well: each image is read
   * once, so that a row and its hash belong to the same file.
   */
  private Dataset<Row> joined(
      SparkSession spark,
      KnowledgeBase base,
      PreviousTable before,
      EntityTablePipeline pipeline,
      Settings settings) {
    String draft = OutputDirectory.draft(output.out);
    Dataset<Row> entities =
        written(spark, stamped(base, base.entities(spark), settings), draft + "/entities");
    Dataset<Row> changed = pipeline.rows(ranged(before.changed(entities), settings));
    Dataset<Row> rows = written(spark, changed.select("qid", "row"), draft + "/rows");
    return ranged(PreviousTable.joined(entities, rows), settings);
  }

  private static Dataset<Row> written(SparkSession spark, Dataset<Row> rows, String folder) {
    rows.write().parquet(folder);
    return spark.read().parquet(folder);
  }

  /** After the shuffle, because sampling the QIDs for ranges must not read images. */
  private Dataset<Row> stamped(KnowledgeBase base, Dataset<Row> entities, Settings settings) {
    return EntityImages.stamped(entities, imagesRoot(base), settings.images());
  }

  private static Dataset<Row> ranged(Dataset<Row> entities, Settings settings) {
    return EntityTables.ranged(
        entities, Sessions.partitions(entities.sparkSession(), settings.run().partitions()));
  }

  private static Precision precision(Settings settings) {
    return Precision.ofCode(settings.link().table().precision().name().toLowerCase(Locale.ROOT));
  }

  private String imagesRoot(KnowledgeBase base) {
    return images != null ? images : base.manifest().fact("images_root").orElse(".");
  }
}
