package org.melange.job.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.melange.config.QuarantineSettings;
import org.melange.config.Settings;
import org.melange.job.AnnotateJob;
import org.melange.job.EmbedKbJob;
import org.melange.job.ImportFormat;
import org.melange.job.ImportKbJob;
import org.melange.job.OutputOptions;
import org.melange.job.PostOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleCounts;
import org.melange.sample.SampleOptions;
import org.melange.spark.post.PostFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/demo}: runs the whole pipeline on the shipped sample, offline. */
@Command(
    name = "demo",
    description = {
      "Runs the whole pipeline on the sample that ships with Melange: flags of countries and places"
          + " with ambiguous names, and posts about them. Needs no input and no network.",
      ""
    })
public final class DemoJob extends Job {

  /** The sample contains invalid records, which must not stop the demo. */
  private static final double REJECTED_ON_PURPOSE = 0.1;

  /** About what the posts of the sample take. */
  private static final long SAMPLE_BYTES = 100_000;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/demo",
      description = "Output directory (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("out/demo");

  @Option(names = "--posts", paramLabel = "N", description = "Number of posts to generate.")
  Integer posts;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new DemoJob(), args);
  }

  @Override
  public void check() {
    if (posts != null) {
      try {
        SampleOptions.defaults().withPosts(posts);
      } catch (IllegalArgumentException e) {
        throw JobException.usage("--posts: " + e.getMessage());
      }
    }
  }

  /** The sample is small. */
  @Override
  protected OptionalLong inputBytes() {
    return OptionalLong.of(SAMPLE_BYTES);
  }

  @Override
  public Optional<String> target() {
    return Optional.of(out.toString());
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    Path sample = out.resolve("sample");
    SampleCounts counts = console.step("generating the sample", () -> write(sample));
    console.line("  " + counts);
    importKb(sample).runAlone(spark, settings, console);
    console.step("unpacking the model", () -> DemoModel.unpack(out.resolve("model")));
    embedKb().runAlone(spark, settings, console);
    Summary links = annotate(sample).runAlone(spark, tolerant(settings), console);
    DemoGold answers =
        console.step("comparing with the correct entities", () -> DemoGold.of(spark, out));
    Summary summary =
        links
            .with("evaluated", answers.counts().evaluated())
            .with("correct", answers.counts().correct());
    Optional<String> report =
        console.step(
            "writing the report", () -> DemoReport.write(spark, out, settings, summary, answers));
    answers.counts().sentences().forEach(console::line);
    report.ifPresent(file -> console.line("Report: " + Path.of(file).toAbsolutePath().normalize()));
    Summary last = summary.with("out", out.toString());
    return report.map(file -> last.with("report", file)).orElse(last);
  }

  private SampleCounts write(Path sample) {
    SampleOptions options = SampleOptions.defaults();
    try {
      return SampleCorpus.write(sample, posts == null ? options : options.withPosts(posts));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the sample to " + sample, e);
    }
  }

  private ImportKbJob importKb(Path sample) {
    ImportKbJob job = new ImportKbJob();
    ImportKbJob.InputOption input = new ImportKbJob.InputOption();
    input.from = ImportFormat.JSONL;
    input.in = sample.resolve(SampleCorpus.KB).toString();
    job.inputs = List.of(input);
    job.output = OutputOptions.of(dir("kb"));
    return job;
  }

  private EmbedKbJob embedKb() {
    EmbedKbJob job = new EmbedKbJob();
    job.kb = dir("kb");
    job.model = dir("model");
    job.output = OutputOptions.of(dir("table"));
    return job;
  }

  private AnnotateJob annotate(Path sample) {
    AnnotateJob job = new AnnotateJob();
    job.posts = PostOptions.of(sample.resolve(SampleCorpus.POSTS).toString(), PostFormat.JSONL);
    job.linking.kb = dir("kb");
    job.linking.table = dir("table");
    job.linking.model = dir("model");
    job.setOutput(OutputOptions.of(dir("run")));
    return job;
  }

  private String dir(String name) {
    return out.resolve(name).toString();
  }

  /** The demo writes a report of its own, with the right answers. */
  private static Settings tolerant(Settings settings) {
    return settings
        .with(List.of("report.sample=0"))
        .withQuarantine(
            new QuarantineSettings(
                Math.max(REJECTED_ON_PURPOSE, settings.quarantine().maxShare())));
  }
}
