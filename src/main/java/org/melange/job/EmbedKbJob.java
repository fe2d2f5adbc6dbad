package org.melange.job;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.job.cli.TimeLeft;
import org.melange.link.table.Precision;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.table.BuildListener;
import org.melange.spark.table.EntityTableBuild;
import org.melange.spark.table.EntityTables;
import org.melange.spark.table.PreviousTable;
import org.melange.spark.table.RangeProgress;
import org.melange.spark.table.TableDraft;
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
    EntityTableBuild build =
        new EntityTableBuild(
                spark,
                new EntityTables.Plan(
                    base, model, precision(settings), settings.link().table().index()),
                imagesRoot(base),
                settings)
            .setPrevious(previous(spark, settings))
            .setListener(new Listener(console));
    TableDraft draft =
        TableDraft.find(output.out, build.inputs(), console::line)
            .orElseGet(() -> begun(spark, build, settings));
    console.line(String.format(Locale.ROOT, "embedding %,d entities ...", draft.entities()));
    EntityTableBuild.Result result = build.run(draft);
    OutputDirectory.discardDraft(output.out);
    return report(console, base, modelVersion, result);
  }

  private TableDraft begun(SparkSession spark, EntityTableBuild build, Settings settings) {
    output.prepare();
    return build.draft(output.out, Sessions.partitions(spark, settings.run().partitions()));
  }

  /** Prints the progress. */
  private record Listener(Console console) implements BuildListener {

    @Override
    public void message(String text) {
      console.line(text);
    }

    @Override
    public void embedded(RangeProgress progress) {
      console.line(
          String.format(
                  Locale.ROOT,
                  "range %,d of %,d: %,d entities, %,.0f entities/s",
                  progress.range(),
                  progress.ranges(),
                  progress.entities(),
                  progress.rate())
              + TimeLeft.of(progress.entitiesLeft(), "entities", progress.secondsLeft()));
    }
  }

  private Summary report(
      Console console, KnowledgeBase base, String modelVersion, EntityTableBuild.Result result) {
    Manifest table = result.manifest();
    ImageReport images =
        new ImageReport(
            "the entities embedded", PathResolver.absolute(imagesRoot(base)), result.images());
    Summary summary =
        Summary.empty()
            .with("entities", Long.parseLong(table.fact("entities").orElseThrow()))
            .with("embedded", result.embedded())
            .with("reused", result.reused())
            .with("resumed", result.resumed())
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

  private static Precision precision(Settings settings) {
    return Precision.ofCode(settings.link().table().precision().name().toLowerCase(Locale.ROOT));
  }

  private String imagesRoot(KnowledgeBase base) {
    return images != null ? images : base.manifest().fact("images_root").orElse(".");
  }
}
