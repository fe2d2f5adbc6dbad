package org.melange.job.label;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.OutputOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.label.LabeledDataSet.Shares;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.post.PostSource;
import org.melange.spark.report.LinkSources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/label}: draws links for a person to judge, and reads the answers as a data set. */
@Command(
    name = "label",
    description = {
      "Draws a stratified sample of links for a person to judge. Writes a CSV file and a page with"
          + " keys to press. With --answers, estimates the accuracy of all links from the answers"
          + " and writes the answers as a data set in MIMIC's layout.",
      ""
    })
public final class LabelJob extends Job {

  private static final int MAX_SIZE = 2_000;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "Links (output of annotate).")
  String from;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The CSV file; with --answers, the directory of the data set.")
  String out;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "The CSV file with answers, to be read.")
  String answers;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "The page (default: --out with the ending .html).")
  String page;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "200",
      description = "Number of links to draw, at most 2000 (default: ${DEFAULT-VALUE}).")
  int size = 200;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "43",
      description = "Seed of the draw and of the splits (default: ${DEFAULT-VALUE}).")
  long seed = 43;

  @Option(
      names = "--dev-share",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "With --answers: share of the posts in the dev split (default: ${DEFAULT-VALUE}).")
  double devShare = 0.5;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "With --answers: share of the posts in the test split (default: ${DEFAULT-VALUE}). The"
              + " rest is the train split.")
  double testShare;

  @Option(
      names = "--posts",
      paramLabel = "PATH",
      description = "The posts that were linked (default: as the links record it).")
  String posts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "jsonl, parquet or mimic (default: as the links record it).")
  PostFormat format;

  @Option(
      names = "--kb",
      paramLabel = "DIR",
      description = "The knowledge base (default: as the links record it).")
  String kb;

  @Option(names = "--overwrite", description = "Replace --out.")
  boolean overwrite;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new LabelJob(), args);
  }

  @Override
  public void check() {
    if (size < 1 || size > MAX_SIZE) {
      throw JobException.usage("--size must be from 1 to " + MAX_SIZE + ", not " + size);
    }
    shares();
  }

  private Shares shares() {
    try {
      return new Shares(devShare, testShare);
    } catch (IllegalArgumentException e) {
      throw JobException.usage("--dev-share, --test-share: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> target() {
    return answers == null ? Optional.empty() : output().target();
  }

  private OutputOptions output() {
    return OutputOptions.of(out, overwrite);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    Manifest links = HadoopFiles.manifest(from, "links");
    String path = recorded(posts, links, "posts_path", "--posts");
    try (PostSource source =
        PostSource.read(
            spark,
            new PostInput(
                format(links),
                path,
                settings.posts().maxRecordChars(),
                Sessions.partitions(spark, settings.run().partitions()),
                settings.posts().orderBy()))) {
      LinkSources sources =
          new LinkSources(
              from, source.posts(), base(links, settings), root(links, path, settings), settings);
      return answers == null
          ? new LabelDraw(sources, out, page(), overwrite).run(size, seed, console)
          : new LabelAnswers(sources, output(), answers).run(shares(), seed, console);
    }
  }

  private String page() {
    return page != null ? page : out.replaceFirst("\\.[A-Za-z]+$", "") + ".html";
  }

  private KnowledgeBase base(Manifest links, Settings settings) {
    String directory = recorded(kb, links, "kb_path", "--kb");
    KnowledgeBase base = KnowledgeBase.openWithImages(directory, settings);
    String version = links.fact("kb_version").orElse("");
    if (!base.version().equals(version)) {
      throw JobException.input(
          "%s has version %s, but %s was linked with version %s"
              .formatted(directory, base.version(), from, version));
    }
    return base;
  }

  private PostFormat format(Manifest links) {
    return format != null
        ? format
        : PostFormat.valueOf(links.fact("posts_format").orElse("jsonl").toUpperCase(Locale.ROOT));
  }

  /** As the links record it, else the directory of the posts, as {@code annotate} resolves it. */
  private static String root(Manifest links, String path, Settings settings) {
    String root = settings.posts().imagesRoot();
    return root.isEmpty()
        ? links.fact("images_root").orElseGet(() -> PathResolver.directoryOf(path))
        : root;
  }

  private String recorded(String given, Manifest links, String fact, String option) {
    return Optional.ofNullable(given)
        .or(() -> links.fact(fact))
        .orElseThrow(
            () ->
                JobException.usage(
                    "the manifest of " + from + " has no " + fact + ": add " + option));
  }
}
