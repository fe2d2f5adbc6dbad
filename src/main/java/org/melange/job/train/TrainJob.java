package org.melange.job.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.ImageReport;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.mmoe.GateStatistics;
import org.melange.run.Manifest;
import org.melange.run.Memory;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.ModelTraining;
import org.melange.spark.learn.NameWeightFitter;
import org.melange.spark.learn.TrainingSet;
import org.melange.spark.model.ModelInfo;
import org.melange.train.EpochReport;
import org.melange.train.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/train}: trains a model on a labelled data set. */
@Command(
    name = "train",
    description = {
      "Trains a model on a labelled data set with the in-batch contrastive loss. The initial model"
          + " comes from init-model or an earlier training. Freezes the gate statistics at the end."
          + " An interrupted run resumes after its last epoch.",
      "Of a zero-shot model, only the weights of cosines and names are fitted, which takes seconds"
          + " once the embeddings are computed.",
      ""
    })
public final class TrainJob extends Job {

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description =
          "Data set in MIMIC's layout: *_train.json, and *_dev.json to validate on unless"
              + " train.validate-on is a part of the training split.")
  public String dataset;

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base with the data set's entities (import-kb).")
  public String kb;

  @Mixin public TrainedModelOptions trained = new TrainedModelOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new TrainJob(), args);
  }

  @Override
  public Optional<String> target() {
    return trained.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    trained.check(settings.verify().checksums(), kb);
    KnowledgeBase base = KnowledgeBase.openWithImages(kb, settings);
    try (TrainingData data = new TrainingData(spark, settings, base, dataset)) {
      console.step("reading the data set", data::read);
      console.line("  " + data.counts());
      String hash = data.hash();
      trained.prepare();
      if (ModelInfo.config(trained.start).zeroShot().isPresent()) {
        Map<String, Object> common = facts(base, data.counts(), hash, settings);
        common.putAll(data.facts());
        return new ZeroShotFit(settings, console, base, trained.start, trained.out)
            .run(data.source(), data.countsAndFacts(), common);
      }
      try (TrainingSet set = data.of(trained.start);
          ModelTraining training =
              new ModelTraining(set, hash, trained.start, trained.out, settings)) {
        TrainingResult result =
            console.step(
                "training",
                () -> training.train(new TrainingProgress(console, () -> images(set, settings))));
        Optional<GateStatistics> statistics =
            console.step("freezing the gate statistics", training::statistics);
        NameWeightFitter.Fit names =
            console.step("choosing the weight of names", () -> training.names(statistics));
        Map<String, Object> counts = new TreeMap<>(data.counts());
        counts.putAll(set.missingImages());
        counts.put("images_root", set.imagesRoot());
        Map<String, Object> facts = facts(base, counts, hash, settings);
        facts.putAll(data.facts());
        facts.put("epochs", result.history().size());
        facts.put("best_epoch", result.bestEpoch());
        facts.putAll(names.facts());
        Manifest manifest =
            console.step("writing the model", () -> training.save(names, statistics, facts));
        counts.putAll(data.facts());
        return summary(console, manifest, counts, result, names);
      }
    }
  }

  /** Checks the share of missing images of mentions, too. */
  private static List<ImageReport> images(TrainingSet set, Settings settings) {
    List<ImageReport> reports = new ArrayList<>();
    set.imageStatus()
        .forEach(
            (name, status) -> {
              boolean entities = name.endsWith("_entities");
              String root = entities ? set.entityImagesRoot() : set.imagesRoot();
              ImageReport report = new ImageReport(name, root, status);
              if (!entities) {
                report.requireShare(settings.images());
              }
              reports.add(report);
            });
    return reports;
  }

  private Map<String, Object> facts(
      KnowledgeBase base, Map<String, Object> counts, String hash, Settings settings) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("trained", true);
    facts.put("dataset", dataset);
    facts.put("dataset_hash", hash);
    facts.put("initial_model_version", ModelInfo.version(trained.start));
    facts.put("kb_version", base.version());
    facts.put("mentions", counts);
    facts.put("settings", settings.source());
    return facts;
  }

  private Summary summary(
      Console console,
      Manifest manifest,
      Map<String, Object> counts,
      TrainingResult result,
      NameWeightFitter.Fit names) {
    EpochReport last = result.history().get(result.history().size() - 1);
    EpochReport best = result.history().get(result.bestEpoch() - 1);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model_version", manifest.version());
    values.putAll(counts);
    values.put("epochs", result.history().size());
    values.put("best_epoch", result.bestEpoch());
    values.put("loss", best.loss().total());
    best.mrr().ifPresent(mrr -> values.put("validation_mrr", mrr));
    values.putAll(names.facts());
    values.put("examples_per_second", Math.round(last.examplesPerSecond() * 10) / 10.0);
    values.put("peak_heap_mb", Memory.peakHeap() >> 20);
    Memory.peakResident().ifPresent(bytes -> values.put("peak_resident_mb", bytes >> 20));
    values.put("out", trained.out);
    console.table("Trained model", values);
    return new Summary(values);
  }
}
