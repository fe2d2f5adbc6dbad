package org.melange.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.LinkSettings.Search;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.model.UntrainedModelOption;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.backfill.Backfill;
import org.melange.spark.backfill.BackfillCounts;
import org.melange.spark.backfill.BackfillListener;
import org.melange.spark.backfill.BackfillResult;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.report.RunReport;
import org.melange.spark.store.LinkStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/backfill}: brings links up to date with another knowledge base or model. */
@Command(
    name = "backfill",
    description =
        "Brings the links of a table up to date with another knowledge base, entity table, model or"
            + " calibration. Only links whose inputs differ are made again. All changes become"
            + " visible at once, after checks.")
public final class BackfillJob extends Job {

  private static final String KIND = "backfill";

  @Option(
      names = "--into",
      required = true,
      paramLabel = "LINKS",
      description = "Links table (annotate --into): a directory, or a table of a catalog.")
  String into;

  @Mixin LinkingOptions linking = new LinkingOptions();
  @Mixin UntrainedModelOption untrained = new UntrainedModelOption();
  @Mixin EnrichmentOptions enrichment = new EnrichmentOptions();

  @Option(
      names = "--previous",
      paramLabel = "DIR",
      description =
          "The knowledge base that the links were made with. With it, the report names what changed"
              + " in which entity.")
  String previous;

  @Option(
      names = "--previous-table",
      paramLabel = "DIR",
      description =
          "The entity table that the links were made with. With link.candidates=all, only entities"
              + " that differ are scored, as far as that gives the best ones.")
  String previousTable;

  @Option(
      names = "--posts",
      paramLabel = "PATH",
      description =
          "Posts, for those whose content the table does not have: images inside of records."
              + " Relative image URIs are relative to it, unless posts.images-root is set.")
  String posts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "jsonl",
      description = "Format of --posts: jsonl, parquet or mimic (default: ${DEFAULT-VALUE}).")
  PostFormat format = PostFormat.JSONL;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Directory for the report: each changed link with its causes, and a page for people.")
  String out;

  @Option(names = "--overwrite", description = "Replace the existing contents of --out.")
  boolean overwrite;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new BackfillJob(), args);
  }

  @Override
  public boolean usesTables() {
    return true;
  }

  @Override
  protected void requireInputs() {
    linking.requireManifests();
  }

  @Override
  protected OptionalLong inputBytes() {
    return LinkStore.bytes(into);
  }

  @Override
  public Optional<String> target() {
    return enrichment.plan ? Optional.empty() : output().flatMap(OutputOptions::target);
  }

  private Optional<OutputOptions> output() {
    return Optional.ofNullable(out).map(directory -> OutputOptions.of(directory, overwrite));
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    requireExactSearch(settings.link());
    KnowledgeBase base = linking.checkedBase(settings);
    Optional<KnowledgeBase> earlier =
        Optional.ofNullable(previous)
            .map(directory -> KnowledgeBase.open(directory, settings.verify().checksums()));
    linking.previousTable = previousTable;
    MentionLinking with = linking.linking(spark, base, imagesRoot(settings), settings);
    boolean trained = !linking.hasModel() || untrained.require(linking.model, console);
    TableLinker linker =
        new TableLinker(
            with, linking.kb, base.version(), enrichment, console::line, !enrichment.plan);
    MentionExtractor extractor =
        new MentionExtractor().setKb(linking.kb).setSettings(with.settings());
    LinkStore store = LinkStore.open(spark, into);
    Backfill backfill =
        new Backfill(store, base, earlier, extractor, linker, with.settings())
            .setListener(new Progress(console, with, imagesRoot(settings)));
    if (posts != null) {
      PostInput input = PostOptions.of(posts, format).input(spark, settings);
      backfill.setRecords(input.records(spark, input.files()));
    }
    if (with.usesImages() && imagesRootUnknown(settings) && backfill.hasRelativeImages()) {
      throw JobException.usage(
          "images of posts have relative addresses: give --posts, or set posts.images-root to the"
              + " directory that they are relative to");
    }
    Summary summary =
        enrichment.plan
            ? plan(backfill, linker, settings, console)
            : run(backfill, linker, base, settings, console);
    return summary.with("into", into).with(UntrainedModelOption.KEY, trained);
  }

  /** What an approximate search finds depends on more than the entities that changed. */
  private void requireExactSearch(LinkSettings link) {
    if (linking.hasModel()
        && link.search() == Search.APPROXIMATE
        && link.candidates() != CandidateMode.NAMES) {
      throw JobException.usage(
          "link.search=approximate may find other entities whenever the entity table changes: use"
              + " link.search=exact, or link everything anew (annotate --into another table)");
    }
  }

  private boolean imagesRootUnknown(Settings settings) {
    return posts == null && settings.posts().imagesRoot().isEmpty();
  }

  private String imagesRoot(Settings settings) {
    String root = settings.posts().imagesRoot();
    if (!root.isEmpty()) {
      return PathResolver.absolute(root);
    }
    return posts == null ? PathResolver.absolute(".") : PathResolver.directoryOf(posts);
  }

  private Summary plan(Backfill backfill, TableLinker linker, Settings settings, Console console) {
    BackfillCounts counts = console.step("comparing the inputs of links", backfill::plan);
    Map<String, Object> rows = new LinkedHashMap<>(counts.values());
    Map<String, Object> questions = EnrichmentOptions.values(linker.plan(), settings);
    for (String key : new String[] {"questions", "asked", "tokens_in", "tokens_out", "cost_usd"}) {
      rows.put(key, questions.get(key));
    }
    backfill
        .measuredRate()
        .ifPresent(
            rate -> rows.put("hours", Math.round(1000 * counts.linking() / rate / 3600) / 1e3));
    console.table("What there is to do", rows);
    return new Summary(rows).with("plan", true);
  }

  private Summary run(
      Backfill backfill,
      TableLinker linker,
      KnowledgeBase base,
      Settings settings,
      Console console) {
    output()
        .ifPresent(
            output -> {
              output.prepare();
              backfill.setReport(output.directory()).setImagesRoot(imagesRoot(settings));
            });
    BackfillResult result = console.step("backfill", backfill::run);
    Summary summary = result.summary().withAll(linker.spent().summary());
    console.table("Backfill of " + into, summary.values());
    if (out == null) {
      return summary;
    }
    Map<String, Object> facts = new TreeMap<>(summary.values());
    facts.put("kb_path", linking.kb);
    facts.put("kb_version", base.version());
    String id = result.runId().isEmpty() ? base.version() : result.runId();
    OutputDirectory.finish(out, new Manifest(KIND, id, facts));
    Summary done = summary.with("out", out);
    return settings.report().sample() == 0 ? done : done.with("report", out + "/" + RunReport.FILE);
  }

  /** Shows how far the backfill is. */
  private record Progress(Console console, MentionLinking linking, String imagesRoot)
      implements BackfillListener {

    @Override
    public void message(String text) {
      console.line(text);
    }

    @Override
    public void check(Map<String, Long> images) {
      if (linking.usesImages()) {
        new ImageReport("mentions", imagesRoot, images).requireShare(linking.settings().images());
      }
    }

    @Override
    public void linked(int shard, int shards, long mentions, double seconds) {
      console.line(
          String.format(
              Locale.ROOT,
              "shard %d of %d: %,d mentions, %,.0f mentions/s",
              shard,
              shards,
              mentions,
              mentions / Math.max(seconds, 1e-3)));
    }
  }
}
