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
import org.melange.job.EmbedKbJob;
import org.melange.job.EvaluateJob;
import org.melange.job.ImportFormat;
import org.melange.job.ImportKbJob;
import org.melange.job.InitModelJob;
import org.melange.job.OutputOptions;
import org.melange.job.PostOptions;
import org.melange.job.Shapes;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.train.TrainClipJob;
import org.melange.job.train.TrainJob;
import org.melange.job.train.TrainedModelOptions;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleDataSet;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.post.PostFormat;
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
    importKb().runAlone(spark, settings, console);
    initModel().runAlone(spark, settings, console);
    if (!OutputDirectory.finished(dir("clip-pretrained"))) {
      trainClip().runAlone(spark, recipe(IMAGES, List.of()), console);
    }
    train("model", List.of(), spark, console);
    embedKb("model").runAlone(spark, settings, console);
    calibrate().runAlone(spark, recipe(CALIBRATION, List.of()), console);
    Map<String, Object> hits = new LinkedHashMap<>();
    hits.put("hits_at_1", evaluate("model", "evaluation", List.of(), spark, console));
    hits.put(
        "hits_at_1_without_images",
        evaluate("model", "evaluation-without-images", withoutImages(), spark, console));
    hits.put(
        "hits_at_1_without_descriptions",
        evaluate("model", "evaluation-without-descriptions", WITHOUT_DESCRIPTIONS, spark, console));
    if (compare) {
      train("model-without-images", withoutImages(), spark, console);
      embedKb("model-without-images").runAlone(spark, settings, console);
      hits.put(
          "hits_at_1_trained_without_images",
          evaluate(
              "model-without-images",
              "evaluation-trained-without-images",
              withoutImages(),
              spark,
              console));
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

  private ImportKbJob importKb() {
    ImportKbJob job = new ImportKbJob();
    ImportKbJob.InputOption input = new ImportKbJob.InputOption();
    input.from = ImportFormat.JSONL;
    input.in = data().resolve(SampleCorpus.KB).toString();
    job.inputs = List.of(input);
    job.output = OutputOptions.of(dir("kb"));
    return job;
  }

  private InitModelJob initModel() {
    InitModelJob job = new InitModelJob();
    job.shape = Shapes.named("demo");
    job.kb = dir("kb");
    job.posts = PostOptions.of(data().resolve("sample_train.json").toString(), PostFormat.MIMIC);
    job.output = OutputOptions.of(dir("untrained"));
    job.toTrain = true;
    return job;
  }

  private TrainClipJob trainClip() {
    TrainClipJob job = new TrainClipJob();
    job.pairs = TrainClipJob.PairKind.IMAGES;
    job.kb = dir("kb");
    job.datasets = List.of(data().toString());
    job.trained = TrainedModelOptions.of(dir("untrained"), dir("clip-pretrained"));
    return job;
  }

  /** Skips a finished model, so that an interrupted run resumes. */
  private void train(String name, List<String> settings, SparkSession spark, Console console) {
    if (OutputDirectory.finished(dir(name))) {
      return;
    }
    TrainJob job = new TrainJob();
    job.dataset = data().toString();
    job.kb = dir("kb");
    job.trained = TrainedModelOptions.of(dir("clip-pretrained"), dir(name));
    job.runAlone(spark, recipe(JOINT, settings), console);
  }

  private EmbedKbJob embedKb(String name) {
    EmbedKbJob job = new EmbedKbJob();
    job.kb = dir("kb");
    job.model = dir(name);
    job.output = OutputOptions.of(dir(name + "-table"));
    return job;
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

  private Object evaluate(
      String name, String into, List<String> settings, SparkSession spark, Console console) {
    EvaluateJob job = new EvaluateJob();
    job.dataset = data().toString();
    job.split = new Split("test", 1);
    job.candidateMode = CandidateMode.NAMES;
    job.linking.kb = dir("kb");
    job.linking.table = dir(name + "-table");
    job.linking.model = dir(name);
    job.output = OutputOptions.of(dir(into));
    return job.runAlone(spark, recipe(settings, List.of()), console).values().get("hits_at_1");
  }

  private Path data() {
    return out.resolve("data");
  }

  private String dir(String name) {
    return out.resolve(name).toString();
  }
}
