package org.melange.job;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.Settings.ClipTraining;
import org.melange.link.LinkingModel;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.KnowledgeBase;
import org.melange.spark.ModelInfo;
import org.melange.spark.ModelOutput;
import org.melange.spark.Outputs;
import org.melange.train.EpochReport;
import org.melange.train.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/train}: a labelled data set and a model to start from to a trained model. */
@Command(
    name = "train",
    description = {
      "Trains a model on a labelled data set with the in-batch contrastive loss, from a model of init-model or of an"
          + " earlier training; freezes its gate statistics at the end. A run that was cut off goes on from its last epoch.",
      ""
    })
public final class TrainJob extends Job {

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description = "Data set in MIMIC's layout: *_train.json, and *_dev.json to validate on.")
  String dataset;

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base with the data set's entities (import-kb).")
  String kb;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Where to start.")
  String model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The trained model; checkpoints and curves in training/.")
  String out;

  @Option(names = "--overwrite", description = "Replace what lies at --out; train from the start.")
  boolean overwrite;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new TrainJob(), args);
  }

  @Override
  Summary run(SparkSession spark, Settings settings, Console console) {
    if (Outputs.finished(out) && !overwrite) {
      throw JobException.usage(out + " holds a trained model: name another, or add --overwrite");
    }
    if (overwrite) {
      Outputs.clear(out);
    }
    KnowledgeBase base = KnowledgeBase.open(kb);
    Path folder = Outputs.localFolder(out, "training");
    try (TrainingData data = new TrainingData(spark, settings, base, dataset, model)) {
      console.step("reading the data set", data::read);
      console.line("  " + data.counts());
      try (LinkingModel learner = ModelInfo.load(model, settings.features().device())) {
        TrainingResult result = train(learner, data, folder, settings, console);
        Optional<GateStatistics> statistics = statistics(learner, data, console);
        Manifest manifest =
            console.step(
                "writing the model",
                () -> save(learner, out, statistics, facts(data, settings, result)));
        return summary(console, manifest, data, result);
      } finally {
        Outputs.discardDraft(out);
      }
    }
  }

  private static TrainingResult train(
      LinkingModel learner, TrainingData data, Path folder, Settings settings, Console console) {
    boolean frozen = settings.train().clip() == ClipTraining.FROZEN;
    Trainings trainings =
        new Trainings(learner, data, settings.train(), folder, report -> tell(console, report));
    return console.step("training", frozen ? trainings::frozen : trainings::joint);
  }

  static void tell(Console console, EpochReport report) {
    console.line(
        String.format(
            Locale.ROOT,
            "  epoch %d: loss %.4f%s, %.0f examples/s, about %.0f s left",
            report.epoch(),
            report.loss().total(),
            report.mrr().isPresent()
                ? String.format(Locale.ROOT, ", validation MRR %.4f", report.mrr().getAsDouble())
                : "",
            report.examplesPerSecond(),
            report.secondsLeft()));
  }

  /** The executors need a model to freeze with: the trained one, without the statistics. */
  private Optional<GateStatistics> statistics(
      LinkingModel learner, TrainingData data, Console console) {
    if (learner.config().matcher().gate() != Gate.PUBLISHED) {
      return Optional.empty();
    }
    String draft = Outputs.draft(out);
    save(learner, draft, Optional.empty(), Map.of());
    return Optional.of(console.step("freezing the gate statistics", () -> data.freeze(draft)));
  }

  private Manifest save(
      LinkingModel learner,
      String folder,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    Path tokenizer = ModelInfo.tokenizer(model);
    return ModelOutput.write(folder, here -> learner.save(here, tokenizer, statistics, facts));
  }

  private Map<String, Object> facts(TrainingData data, Settings settings, TrainingResult result) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("trained", true);
    facts.put("dataset", dataset);
    facts.put("dataset_hash", data.hash());
    facts.put("started_from", ModelInfo.version(model));
    facts.put("kb_version", data.knowledgeBase().version());
    facts.put("mentions", data.counts());
    facts.put("epochs", result.history().size());
    facts.put("best_epoch", result.bestEpoch());
    facts.put("settings", settings.source());
    return facts;
  }

  private Summary summary(
      Console console, Manifest manifest, TrainingData data, TrainingResult result) {
    EpochReport last = result.history().get(result.history().size() - 1);
    EpochReport best = result.history().get(result.bestEpoch() - 1);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model_version", manifest.version());
    values.putAll(data.counts());
    values.put("epochs", result.history().size());
    values.put("best_epoch", result.bestEpoch());
    values.put("loss", best.loss().total());
    best.mrr().ifPresent(mrr -> values.put("validation_mrr", mrr));
    values.put("examples_per_second", Math.round(last.examplesPerSecond() * 10) / 10.0);
    values.put("out", out);
    console.table("Trained model", values);
    return new Summary(values);
  }
}
