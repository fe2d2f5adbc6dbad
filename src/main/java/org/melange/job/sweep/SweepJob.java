package org.melange.job.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
import org.melange.job.InitModelJob;
import org.melange.job.PretrainedFiles;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.SplitConverter;
import org.melange.job.train.Experiment;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/sweep}: trains and evaluates a model for each choice of some values. */
@Command(
    name = "sweep",
    description = {
      "Trains and evaluates a model for each combination of values (--vary, repeated), or for one"
          + " changed value at a time (--one-at-a-time). Writes one table. A second run skips"
          + " finished combinations.",
      "",
      "  --vary train.learning-rate=1e-4,1e-3          a setting",
      "  --vary shape.matcher.num_experts=2,4          an entry of the shape file; also"
          + " shape.text_length, ...",
      "  --vary ablate=none,intra-text,inter           parts that the model omits, joined by +",
      "  --vary KEY+KEY=1e-4,1e-3                      several keys with the same value",
      "  @FILE                                         arguments in a file, such as"
          + " conf/published/ablations.conf",
      ""
    })
public final class SweepJob extends Job {

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description = "Data set in MIMIC's layout: *_train.json, *_dev.json, *_test.json.")
  String dataset;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      converter = SplitConverter.class,
      defaultValue = "dev",
      description = "Split to evaluate on (default: ${DEFAULT-VALUE}).")
  Split split = new Split("dev", 1);

  @Option(
      names = "--candidates",
      paramLabel = "MODE",
      defaultValue = "all",
      description = "The entities to rank, as for evaluate (default: ${DEFAULT-VALUE}).")
  CandidateMode candidateMode = CandidateMode.ALL;

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base with the data set's entities (import-kb).")
  String kb;

  @Option(
      names = "--vary",
      required = true,
      paramLabel = "KEY=VALUES",
      description = "Values to try, separated by commas. May be repeated.")
  List<String> vary = new ArrayList<>();

  @Option(
      names = "--one-at-a-time",
      description = "Change one key at a time; also run without any change.")
  boolean each;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Initial model of all trainings. Only settings can be varied then.")
  String model;

  @Option(
      names = "--shape",
      paramLabel = "FILE",
      description = "Instead of --model: the shape of new models, as for init-model.")
  Path shape;

  @Option(names = "--clip", paramLabel = "DIR", description = "With --shape: as for init-model.")
  Path clip;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "With --shape: as for init-model.")
  Path tokenizer;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output directory.")
  String out;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new SweepJob(), args);
  }

  @Override
  public void check() {
    SweepPlan plan = SweepPlan.of(vary);
    plan.check(each);
    if ((model == null) == (shape == null)) {
      throw JobException.usage("give either --model or --shape");
    }
    if (model != null && plan.makesModels()) {
      throw JobException.usage("to vary shapes or what is left out, give --shape, not --model");
    }
    InitModelJob.requireThere(shape, clip, tokenizer);
    PretrainedFiles.check(clip, tokenizer == null, null);
  }

  @Override
  public Optional<String> target() {
    return Optional.of(out);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    List<SweepPlan.Combination> combinations = SweepPlan.of(vary).combinations(each);
    combinations.forEach(combination -> settings.with(combination.settings()));
    Experiment.requireSame(out, SweepReport.PLAN, facts(settings));
    SweepReport report = new SweepReport(spark, out);
    int failed = 0;
    for (SweepPlan.Combination combination : combinations) {
      console.line("== " + combination.name());
      try {
        report.add(combination.name(), evaluated(spark, settings, console, combination));
      } catch (JobException e) {
        failed++;
        report.addFailure(combination.name(), e.getMessage());
        console.line("  failed: " + e.getMessage());
      }
      report.write(facts(settings));
    }
    console.print(report.markdown());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("combinations", combinations.size());
    values.put("failed", failed);
    report.best().ifPresent(best -> values.put("best", best));
    values.put("out", out);
    OutputDirectory.finish(out, new Manifest("sweep", RunId.next(), values));
    return new Summary(values);
  }

  /** The directory of the evaluation. Runs the combination unless it is finished. */
  private String evaluated(
      SparkSession spark, Settings settings, Console console, SweepPlan.Combination combination) {
    String folder = dir("runs/" + combination.name());
    String evaluation = folder + "/evaluation";
    if (OutputDirectory.finished(evaluation)) {
      console.line("  finished by an earlier run");
      return evaluation;
    }
    Experiment experiment = new Experiment(spark, console, dataset, kb);
    Settings changed = settings.with(combination.settings());
    String start = model != null ? model : start(experiment, changed, combination);
    String trained = folder + "/model";
    String table = folder + "/table";
    experiment.run(experiment.train(start, trained), trained, changed);
    experiment.run(experiment.embedKb(trained, table), table, changed);
    experiment.run(
        experiment.evaluate(split, candidateMode, trained, table, evaluation), evaluation, changed);
    return evaluation;
  }

  private String start(
      Experiment experiment, Settings settings, SweepPlan.Combination combination) {
    String folder = dir("starts/" + combination.modelName());
    InitModelJob job = experiment.initModel(shaped(combination), folder);
    job.clip = clip;
    job.tokenizer = tokenizer;
    job.ablate = combination.ablate();
    experiment.run(job, folder, settings);
    return folder;
  }

  private Path shaped(SweepPlan.Combination combination) {
    try {
      Path file = Files.createTempFile("melange-shape", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, combination.shape(Files.readString(shape)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the shape " + shape, e);
    }
  }

  /** What all combinations have in common. */
  private Map<String, Object> facts(Settings settings) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("dataset", dataset);
    facts.put("split", split.toString());
    facts.put("candidates", candidateMode.name().toLowerCase(java.util.Locale.ROOT));
    facts.put("kb_version", KnowledgeBase.open(kb).version());
    facts.put("start", model != null ? ModelInfo.version(model) : shape + ", CLIP " + clip);
    facts.put("settings", settings.source());
    facts.put("melange", Manifest.melange());
    return facts;
  }

  private String dir(String name) {
    return out + "/" + name;
  }
}
