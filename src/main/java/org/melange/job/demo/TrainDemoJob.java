package org.melange.job.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.job.CalibrateJob;
import org.melange.job.ImportFormat;
import org.melange.job.OutputOptions;
import org.melange.job.Shapes;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.train.Experiment;
import org.melange.job.train.TrainClipJob;
import org.melange.job.train.TrainedModelOptions;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleDataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code jobs/train-demo}: trains the model of the demo from random weights. Its settings are
 * fixed, because they are the recipe of the shipped model.
 */
@Command(
    name = "train-demo",
    description = {
      "Trains the model of jobs/demo: generates the training part of the sample, trains a small"
          + " CLIP from random weights on its images, then CLIP and matcher jointly. Evaluates the"
          + " model with and without images on the held-out part. Needs no input and no network;"
          + " its settings are fixed.",
      ""
    })
public final class TrainDemoJob extends Job {

  private static final SampleDataSet.Sizes SIZES = new SampleDataSet.Sizes(4_000, 400, 1_000);

  private static final List<String> IMAGES =
      List.of(
          "train.epochs=16",
          "train.batch-size=64",
          "train.learning-rate=1e-3",
          "train.adam-epsilon=1e-8",
          "train.max-gradient-norm=1");

  private static final List<String> JOINT =
      List.of(
          "train.clip=trained",
          "train.epochs=16",
          "train.batch-size=48",
          "train.learning-rate=1e-3",
          "train.clip-learning-rate=5e-4",
          "train.adam-epsilon=1e-8",
          "train.max-gradient-norm=1",
          "train.validation-mentions=400");

  /** A higher target would turn more correct links into NIL than wrong ones. */
  private static final List<String> CALIBRATION = List.of("calibrate.target-precision=0.85");

  private static final List<String> WITHOUT_DESCRIPTIONS = List.of("enrich.strategy=off");

  private static final Split TEST = new Split("test", 1);

  /** The directory of the model whose CLIP is trained and whose matcher is not. */
  private static final String CLIP = "clip-pretrained";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/train-demo",
      description =
          "Output directory; the model is in its model/ (default: ${DEFAULT-VALUE}). An interrupted"
              + " run resumes after its last epoch.")
  Path out = Path.of("out/train-demo");

  @Option(
      names = "--compare",
      description = "Also train a second model without the images of posts, for comparison.")
  boolean compare;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new TrainDemoJob(), args);
  }

  @Override
  public Optional<String> target() {
    return Optional.of(out.toString());
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    console.step("generating the sample", this::generate);
    Experiment experiment = new Experiment(spark, console, data().toString(), dir("kb"));
    String kb = data().resolve(SampleCorpus.KB).toString();
    experiment.run(experiment.importKb(ImportFormat.JSONL, kb), dir("kb"), settings);
    experiment.run(
        experiment.initModel(Shapes.named("demo"), dir("untrained")), dir("untrained"), settings);
    experiment.run(trainClip(), dir(CLIP), recipe(IMAGES, List.of()));
    train(experiment, "model", List.of(), settings);
    experiment.run(calibrate(), dir("calibration"), recipe(CALIBRATION, List.of()));
    Map<String, Object> hits = new LinkedHashMap<>();
    hits.put("hits_at_1", evaluate(experiment, "model", "evaluation", List.of()));
    hits.put(
        "hits_at_1_without_images",
        evaluate(experiment, "model", "evaluation-without-images", withoutImages()));
    hits.put(
        "hits_at_1_without_descriptions",
        evaluate(experiment, "model", "evaluation-without-descriptions", WITHOUT_DESCRIPTIONS));
    if (compare) {
      train(experiment, "model-without-images", withoutImages(), settings);
      hits.put(
          "hits_at_1_trained_without_images",
          evaluate(
              experiment,
              "model-without-images",
              "evaluation-trained-without-images",
              withoutImages()));
    }
    return new Summary(hits).with("out", out.toString());
  }

  /** An images' root without images makes all images absent. */
  private List<String> withoutImages() {
    return List.of("posts.images-root=" + dir("no-images"));
  }

  private Void generate() {
    try {
      SampleDataSet.write(data(), 43, SIZES);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the sample to " + data(), e);
    }
  }

  private static Settings recipe(List<String> lines, List<String> more) {
    return Settings.load(Optional.empty(), Stream.concat(lines.stream(), more.stream()).toList());
  }

  private TrainClipJob trainClip() {
    TrainClipJob job = new TrainClipJob();
    job.pairs = TrainClipJob.PairKind.IMAGES;
    job.kb = dir("kb");
    job.datasets = List.of(data().toString());
    job.trained = TrainedModelOptions.of(dir("untrained"), dir(CLIP));
    return job;
  }

  /** Trains a model and computes its entity table. */
  private void train(Experiment experiment, String name, List<String> recipe, Settings settings) {
    experiment.run(experiment.train(dir(CLIP), dir(name)), dir(name), recipe(JOINT, recipe));
    String table = dir(name + "-table");
    experiment.run(experiment.embedKb(dir(name), table), table, settings);
  }

  /** Calibrates on the dev split, which the model was not trained on. */
  private CalibrateJob calibrate() {
    CalibrateJob job = new CalibrateJob();
    job.dataset = data().toString();
    job.linking.kb = dir("kb");
    job.linking.table = dir("model-table");
    job.linking.model = dir("model");
    job.output = OutputOptions.of(dir("calibration"));
    return job;
  }

  private Object evaluate(Experiment experiment, String name, String into, List<String> recipe) {
    experiment.run(
        experiment.evaluate(TEST, CandidateMode.NAMES, dir(name), dir(name + "-table"), dir(into)),
        dir(into),
        recipe(recipe, List.of()));
    return Experiment.evaluation(dir(into)).get("hits_at_1");
  }

  private Path data() {
    return out.resolve("data");
  }

  private String dir(String name) {
    return out.resolve(name).toString();
  }
}
