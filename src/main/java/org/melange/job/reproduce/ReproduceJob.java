package org.melange.job.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.eval.Evaluation;
import org.melange.job.EvaluateJob;
import org.melange.job.ImportFormat;
import org.melange.job.ImportKbJob;
import org.melange.job.InitModelJob;
import org.melange.job.PretrainedFiles;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.train.Experiment;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.sample.SmokeDataSet;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.learn.Ranks;
import org.melange.spark.learn.ReleasedRanks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jobs/reproduce}: trains and evaluates on a published data set as published. */
@Command(
    name = "reproduce",
    description = {
      "Checks a published data set, trains and evaluates on it with the released settings, and"
          + " compares the results with the published ones. A run after an interruption continues:"
          + " finished steps are not repeated, and a training resumes after its last epoch.",
      "Settings are those of conf/published/NAME.conf, unless --config names another file.",
      ""
    })
public final class ReproduceJob extends Job {

  /** The file with what must not change between runs. */
  private static final String PLAN = "reproduce.json";

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The data set: wikimel, richpediamel or wikidiverse.")
  String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Its directory: kb_entity.json, qid2id.json, *_train.json, *_dev.json, *_test.json, and"
              + " images.")
  Path data;

  @Option(
      names = "--kb-images",
      paramLabel = "DIR",
      description = "Images of entities (default: kb_image in --data).")
  Path kbImages;

  @Option(
      names = "--mention-images",
      paramLabel = "DIR",
      description = "Images of mentions (default: mention_image in --data).")
  Path mentionImages;

  @Option(
      names = "--clip",
      paramLabel = "DIR",
      description = "OpenAI's CLIP ViT-B/32 in the Hugging Face layout (fetch-clip).")
  Path clip;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output directory.")
  String out;

  @Option(
      names = "--allow-differences",
      description = "Also train on data whose counts or images are not the published ones.")
  boolean differing;

  @Option(names = "--plan", description = "Check the data, print the steps, and stop.")
  boolean plan;

  @Option(
      names = "--smoke",
      description =
          "Instead of NAME, --data and --clip: a small made-up data set and a small CLIP with"
              + " random weights. Takes a few minutes on two cores.")
  boolean smoke;

  private PublishedSet set;
  private Path published;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new ReproduceJob(), args);
  }

  @Override
  protected Optional<Path> defaultConfig() {
    return smoke || name != null
        ? Optional.of(published().resolve(set().name() + ".conf"))
        : Optional.empty();
  }

  @Override
  public void check() {
    if (smoke) {
      if (name != null || data != null || clip != null) {
        throw JobException.usage("--smoke makes its own data: omit NAME, --data and --clip");
      }
      data = Path.of(out, "data");
    } else {
      List<String> missing = new ArrayList<>();
      if (name == null) {
        missing.add("NAME (wikimel, richpediamel or wikidiverse)");
      }
      if (data == null) {
        missing.add("--data");
      }
      if (clip == null) {
        missing.add("--clip");
      }
      if (!missing.isEmpty()) {
        throw JobException.usage("missing: " + String.join(", ", missing) + "; or give --smoke");
      }
      InitModelJob.requireThere(clip);
      PretrainedFiles.check(clip, true, null);
    }
  }

  private PublishedSet set() {
    if (set == null) {
      set = smoke ? PublishedSet.smoke() : PublishedSet.named(name);
    }
    return set;
  }

  private Path published() {
    if (published == null) {
      published = set().unpack();
    }
    return published;
  }

  @Override
  public Optional<String> target() {
    return Optional.of(out);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    if (smoke) {
      console.step("writing the made-up data set", this::writeData);
    }
    DataReport report = console.step("checking the data", () -> DataCheck.of(set(), files()));
    console.print(ReproductionReport.counts(report));
    report.problems().forEach(problem -> console.line("  " + problem));
    report.require(set().title(), differing);
    Settings all = settings.with(List.of("posts.images-root=" + files().mentionImages()));
    Experiment experiment =
        new Experiment(spark, console, files().directory().toString(), dir("kb"));
    if (plan) {
      return planned(console, steps(experiment));
    }
    Experiment.requireSame(out, PLAN, facts(all));
    StepTimes times = StepTimes.open(out);
    steps(experiment).forEach(step -> step.run(experiment, times, all));
    return compared(spark, console, report, times, all);
  }

  private Void writeData() {
    try {
      SmokeDataSet.write(data);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the data set to " + data, e);
    }
  }

  private DataFiles files() {
    Path directory = data.toAbsolutePath().normalize();
    return new DataFiles(
        directory,
        kbImages != null ? kbImages.toAbsolutePath() : directory.resolve(SmokeDataSet.KB_IMAGES),
        mentionImages != null
            ? mentionImages.toAbsolutePath()
            : directory.resolve(SmokeDataSet.MENTION_IMAGES));
  }

  /**
   * A step.
   *
   * @param name in the report
   * @param directory of its output
   * @param job what it runs
   */
  private record Step(String name, String directory, Job job) {

    void run(Experiment experiment, StepTimes times, Settings settings) {
      if (OutputDirectory.finished(directory)) {
        experiment.run(job, directory, settings);
      } else {
        times.measure(name(), () -> experiment.run(job, directory, settings));
      }
    }
  }

  private List<Step> steps(Experiment experiment) {
    List<Step> steps = new ArrayList<>();
    ImportKbJob kb = experiment.importKb(ImportFormat.MIMIC, files().kb().toString());
    kb.images = files().kbImages().toString();
    steps.add(new Step("import-kb", dir("kb"), kb));
    Path shape = published().resolve(set().name() + ".json");
    if (smoke) {
      steps.add(new Step("random CLIP", dir("random"), experiment.initModel(shape, dir("random"))));
    }
    InitModelJob initial = experiment.initModel(shape, dir("initial"));
    initial.clip = smoke ? Path.of(dir("random"), "clip") : clip;
    steps.add(new Step("init-model", dir("initial"), initial));
    steps.add(new Step("train", dir("model"), experiment.train(dir("initial"), dir("model"))));
    steps.add(new Step("embed-kb", dir("table"), experiment.embedKb(dir("model"), dir("table"))));
    EvaluateJob evaluation =
        experiment.evaluate(
            new Split("test", 1), CandidateMode.ALL, dir("model"), dir("table"), dir("evaluation"));
    evaluation.protocol = EvaluateJob.Protocol.RELEASED;
    steps.add(new Step("evaluate", dir("evaluation"), evaluation));
    return steps;
  }

  private Summary planned(Console console, List<Step> steps) {
    Map<String, Object> states = new LinkedHashMap<>();
    steps.forEach(
        step ->
            states.put(
                step.name(), OutputDirectory.finished(step.directory()) ? "finished" : "to do"));
    console.table("Steps", states);
    return Summary.empty().with("data_set", set().name()).with("steps", states).with("out", out);
  }

  private Summary compared(
      SparkSession spark, Console console, DataReport data, StepTimes times, Settings settings) {
    ReproductionReport report =
        new ReproductionReport(
            set(),
            data,
            new Evaluation(
                "released protocol", Ranks.read(spark, dir("evaluation"), ReleasedRanks.COLUMN)),
            new Evaluation("frozen statistics", Ranks.read(spark, dir("evaluation"), "rank")),
            times.all(),
            provenance(settings));
    console.print(report.markdown());
    report.write(out);
    Summary summary = report.summary().with("out", out);
    OutputDirectory.finish(out, new Manifest("reproduction", RunId.next(), summary.values()));
    return summary;
  }

  /** What must not change between the runs of one reproduction. */
  private Map<String, Object> facts(Settings settings) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("data_set", set().name());
    facts.put("data", files().directory().toString());
    facts.put("kb_images", files().kbImages().toString());
    facts.put("mention_images", files().mentionImages().toString());
    facts.put("files", files().sizes());
    facts.put("clip", smoke ? "random" : clip.toAbsolutePath().toString());
    // Memory alone depends on it.
    facts.put("train", settings.with(List.of("train.encode-batch=0")).train().toString());
    facts.put("link", settings.link().toString());
    facts.put("descriptions", settings.enrich().questions().toString());
    facts.put("melange", Manifest.melange());
    return facts;
  }

  /** The facts, and the versions of what was evaluated. */
  private Map<String, Object> provenance(Settings settings) {
    Map<String, Object> facts = facts(settings);
    Map<String, Object> evaluation = Experiment.evaluation(dir("evaluation"));
    for (String key : List.of("kb_version", "model_version", "dataset_hash", "mentions_dropped")) {
      facts.put(key, evaluation.get(key));
    }
    return facts;
  }

  private String dir(String child) {
    return out + "/" + child;
  }
}
