package org.melange.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.melange.job.model.UntrainedModelOption;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.enrich.Enriched;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.LinkPartitions;
import org.melange.spark.link.Links;
import org.melange.spark.link.RowReconciliation;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import org.melange.spark.report.LinkSources;
import org.melange.spark.report.RunReport;
import org.melange.spark.store.LinkStore;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/annotate}: links the mentions of posts. */
@Command(
    name = "annotate",
    description =
        "Links the mentions of posts to the entities of a knowledge base; writes links, quarantine,"
            + " a report and a manifest.")
public final class AnnotateJob extends Job {

  @Mixin public PostOptions posts = new PostOptions();

  @Mixin public LinkingOptions linking = new LinkingOptions();
  @Mixin public UntrainedModelOption untrained = new UntrainedModelOption();
  @Mixin EnrichmentOptions enrichment = new EnrichmentOptions();

  @ArgGroup(multiplicity = "1")
  Destination destination = new Destination();

  @Option(
      names = "--partition-by",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns that the links are partitioned by: text columns of links, or keys of the posts"
              + " such as date.")
  List<String> partitionBy = List.of();

  /** Where links go: one of the two. */
  static final class Destination {
    @ArgGroup(exclusive = false, multiplicity = "1")
    OutputOptions output;

    @ArgGroup(exclusive = false, multiplicity = "1")
    IntoOptions into;
  }

  /** Sets the output directory. */
  public void setOutput(OutputOptions output) {
    destination.output = output;
  }

  /** Sets the links table that is brought up to date. */
  public void setTable(String table) {
    destination.into = new IntoOptions();
    destination.into.into = table;
  }

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new AnnotateJob(), args);
  }

  @Override
  public Optional<String> target() {
    return enrichment.plan || destination.into != null
        ? Optional.empty()
        : destination.output.target();
  }

  @Override
  public void check() {
    partitions();
    if (destination.into != null && !partitionBy.isEmpty()) {
      throw JobException.usage(
          "--partition-by does not apply to --into: jobs/links writes a copy that is partitioned");
    }
  }

  @Override
  protected void requireInputs() {
    linking.requireManifests();
  }

  @Override
  protected OptionalLong inputBytes() {
    OptionalLong known =
        destination.into == null ? OptionalLong.of(0) : LinkStore.bytes(destination.into.into);
    return known.isEmpty() ? known : OptionalLong.of(known.getAsLong() + posts.bytes());
  }

  @Override
  public boolean usesTables() {
    return destination.into != null;
  }

  private LinkPartitions partitions() {
    return new LinkPartitions(partitionBy);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    if (enrichment.plan) {
      return plan(spark, settings, console);
    }
    if (destination.into != null) {
      return update(spark, settings, console);
    }
    OutputOptions output = destination.output;
    output.check(linking.inputs());
    KnowledgeBase base = linking.checkedBase(settings);
    MentionLinking with = linking.linking(spark, base, posts.imagesRoot(settings), settings);
    boolean trained = !linking.hasModel() || untrained.require(linking.model, console);
    try (PostSource source = posts.read(spark, settings, console, extractor(settings))) {
      output.prepare();
      return new Run(output, with, console, base, source).summary(spark, trained);
    }
  }

  private Summary update(SparkSession spark, Settings settings, Console console) {
    KnowledgeBase base = linking.checkedBase(settings);
    String images = posts.imagesRoot(settings);
    MentionLinking with = linking.linking(spark, base, images, settings);
    boolean trained = !linking.hasModel() || untrained.require(linking.model, console);
    LinkUpdateRun run =
        new LinkUpdateRun(
            destination.into, with, linking.kb, base.version(), images, enrichment, console);
    return run.run(spark, posts.input(spark, settings), extractor(settings))
        .with(UntrainedModelOption.KEY, trained);
  }

  private Summary plan(SparkSession spark, Settings settings, Console console) {
    try (PostSource source = posts.read(spark, settings, console)) {
      PostOptions.requireShare(source, settings, console);
      Dataset<Row> mentions = extractor(settings).transform(source.posts());
      return enrichment.plan(mentions, linking.kb, settings, console);
    }
  }

  private MentionExtractor extractor(Settings settings) {
    return new MentionExtractor().setKb(linking.kb).setSettings(settings);
  }

  /** One run, from posts that were read to the manifest of their links. */
  private final class Run {

    private final String id = RunId.next();
    private final OutputOptions output;
    private final Settings settings;
    private final Console console;
    private final KnowledgeBase base;
    private final MentionLinking linker;
    private final PostSource source;
    private final Dataset<Row> mentions;

    Run(
        OutputOptions output,
        MentionLinking linker,
        Console console,
        KnowledgeBase base,
        PostSource source) {
      this.output = output;
      this.settings = linker.settings();
      this.console = console;
      this.base = base;
      this.linker = linker;
      this.source = source;
      this.mentions = extractor(settings).transform(source.posts());
    }

    Summary summary(SparkSession spark, boolean trained) {
      Map<String, Long> rejected = console.step("reading posts", this::quarantine);
      RejectionSummary.written(spark, output.out, rejected).lines().forEach(console::line);
      RowReconciliation.Input input =
          console.step(
              "finding mentions",
              () -> RowReconciliation.Input.of(source.posts(), mentions, rejected));
      Quarantine.requireShare(input.posts(), input.rejectedPosts(), settings.quarantine());
      partitions().requireIn(source.posts());
      Enriched enriched = enrichment.enrich(mentions, linking.kb, settings, console);
      double seconds =
          console
              .timed(
                  "linking " + input.mentions() + " mentions",
                  () -> Links.write(linker.link(enriched.rows()), output.out, id, partitions()))
              .seconds();
      RowReconciliation audit =
          console.step("counting", () -> RowReconciliation.of(spark, output.out, input));
      Optional<ImageReport> images = images(audit);
      images.ifPresent(report -> report.requireShare(settings.images()));
      Summary counts =
          audit
              .summary()
              .withAll(
                  new Summary(
                      images
                          .<Map<String, Object>>map(r -> Map.of("images_root", r.root()))
                          .orElse(Map.of())))
              .withAll(EnrichmentOptions.summary(enriched, audit.descriptions()));
      Manifest manifest = manifest(counts);
      Summary last =
          new Summary(Map.of("run_id", id))
              .withAll(counts)
              .with("mentions_per_second", perSecond(input.mentions(), seconds))
              .withAll(linker.times())
              .with("out", output.out)
              .with(UntrainedModelOption.KEY, trained);
      Optional<String> report = report(last, manifest, images);
      OutputDirectory.finish(output.out, manifest);
      show(enriched, audit, images, rejected);
      return report.map(file -> last.with("report", file)).orElse(last);
    }

    private Optional<String> report(Summary last, Manifest manifest, Optional<ImageReport> images) {
      if (settings.report().sample() == 0) {
        return Optional.empty();
      }
      String root = posts.imagesRoot(settings);
      RunReport report =
          new RunReport(new LinkSources(output.out, source.posts(), base, root, settings))
              .title("Links of " + posts.posts)
              .internals(manifest.facts())
              .warnings(images.flatMap(ImageReport::problem).stream().toList());
      return console.step("writing the report", () -> report.write(last));
    }

    private Optional<ImageReport> images(RowReconciliation audit) {
      return linker.usesImages()
          ? Optional.of(new ImageReport("mentions", posts.imagesRoot(settings), audit.images()))
          : Optional.empty();
    }

    private Map<String, Long> quarantine() {
      return Quarantine.write(source.rejections(), output.out, id);
    }

    private Manifest manifest(Summary counts) {
      Map<String, Object> facts = new TreeMap<>(counts.values());
      facts.put("posts_path", posts.posts);
      facts.put("posts_format", posts.format.name().toLowerCase(Locale.ROOT));
      facts.put("kb_path", linking.kb);
      facts.put("kb_version", base.version());
      facts.putAll(linker.facts());
      facts.put("settings", settings.source());
      return new Manifest("links", id, facts);
    }

    private void show(
        Enriched enriched,
        RowReconciliation audit,
        Optional<ImageReport> images,
        Map<String, Long> rejected) {
      if (enriched.plan().questions() > 0) {
        console.table("Descriptions", EnrichmentOptions.table(enriched, audit.descriptions()));
      }
      Map<String, Object> rows = new LinkedHashMap<>(audit.summary().values());
      images.ifPresent(report -> rows.put("images root", report.root()));
      linker.facts().forEach((fact, value) -> rows.put(fact.replace('_', ' '), value));
      rejected.forEach((reason, count) -> rows.put("quarantined " + reason, count));
      console.stepSeconds().forEach((step, seconds) -> rows.put("seconds " + step, seconds));
      console.table("Links in " + output.out, rows);
      images.ifPresent(report -> report.warn(console));
    }

    private static double perSecond(long mentions, double seconds) {
      return seconds > 0 ? Math.round(mentions / seconds * 10) / 10.0 : 0;
    }
  }
}
