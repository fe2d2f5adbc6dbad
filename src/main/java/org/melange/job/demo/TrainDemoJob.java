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
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.job.CalibrateJob;
import org.melange.job.EmbedKbJob;
import org.melange.job.EvaluateJob;
import org.melange.job.ImportKbJob;
import org.melange.job.InitModelJob;
import org.melange.job.OutputOptions;
import org.melange.job.PostOptions;
import org.melange.job.Shapes;
import org.melange.job.TrainClipJob;
import org.melange.job.TrainJob;
import org.melange.job.TrainedModelOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleDataSet;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.EntitySource;
import org.melange.spark.post.PostFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code jobs/train-demo}: the model of the demo, from nothing. Its settings are fixed: this is the
 * recipe that the shipped model came from.
 */
@Command(
    name = "train-demo",
    description = {
      "Makes the model that jobs/demo links with: draws the training part of the sample, trains a"
          + " small CLIP from nothing on its pictures, then CLIP and matcher together, and"
          + " evaluates both with and without pictures on the held-out part. Needs no input and no"
          + " network; its settings are fixed.",
      ""
    })
public final class TrainDemoJob extends Job {

  private static final SampleDataSet.Sizes SIZES = new SampleDataSet.Sizes(4_000, 400, 1_000);

  private static final List<String> PICTURES =
      List.of(
          "train.epochs=16",
          "train.batch-size=64",
          "train.learning-rate=1e-3",
          "train.epsilon=1e-8",
          "train.max-gradient-norm=1");

  private static final List<String> TOGETHER =
      List.of(
          "train.clip=trained",
          "train.epochs=16",
          "train.batch-size=48",
          "train.learning-rate=1e-3",
          "train.clip-learning-rate=5e-4",
          "train.epsilon=1e-8",
          "train.max-gradient-norm=1",
          "train.validation-mentions=400");

  /** Where more right links would turn NIL than wrong ones, the threshold would cost links. */
  private static final List<String> CALIBRATION = List.of("calibrate.precision=0.85");

  private static final List<String> WITHOUT_DESCRIPTIONS = List.of("enrich.by=off");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/train-demo",
      description =
          "Where to write; the model lies in model/ there (default: ${DEFAULT-VALUE}). A run that"
              + " was cut off goes on from its last epoch.")
  Path out = Path.of("out/train-demo");

  @Option(
      names = "--compare",
      description = "Train a second model without the posts' pictures, to compare.")
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
    console.step("drawing the sample", this::draw);
    importKb().runAlone(spark, settings, console);
    initModel().runAlone(spark, settings, console);
    if (!OutputDirectory.finished(dir("seeing"))) {
      trainClip().runAlone(spark, recipe(PICTURES, List.of()), console);
    }
    train("model", List.of(), spark, console);
    embedKb("model").runAlone(spark, settings, console);
    calibrate().runAlone(spark, recipe(CALIBRATION, List.of()), console);
    Map<String, Object> hits = new LinkedHashMap<>();
    hits.put("hits_at_1", evaluate("model", "evaluation", List.of(), spark, console));
    hits.put(
        "hits_at_1_without_pictures",
        evaluate("model", "evaluation-without-pictures", withoutPictures(), spark, console));
    hits.put(
        "hits_at_1_without_descriptions",
        evaluate("model", "evaluation-without-descriptions", WITHOUT_DESCRIPTIONS, spark, console));
    if (compare) {
      train("blind", withoutPictures(), spark, console);
      embedKb("blind").runAlone(spark, settings, console);
      hits.put(
          "hits_at_1_trained_without_pictures",
          evaluate("blind", "evaluation-blind", withoutPictures(), spark, console));
    }
    return new Summary(hits).with("out", out.toString());
  }

  /** Pictures are looked for where there are none: posts without them, as many are. */
  private List<String> withoutPictures() {
    return List.of("posts.images-root=" + dir("no-pictures"));
  }

  private Void draw() {
    try {
      SampleDataSet.write(data(), 43, SIZES);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("drawing the sample into " + data(), e);
    }
  }

  private static Settings recipe(List<String> lines, List<String> more) {
    return Settings.load(Optional.empty(), Stream.concat(lines.stream(), more.stream()).toList());
  }

  private ImportKbJob importKb() {
    ImportKbJob job = new ImportKbJob();
    ImportKbJob.InputOption input = new ImportKbJob.InputOption();
    input.from = EntitySource.Format.JSONL;
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
    job.pairs = TrainClipJob.PairKind.PICTURES;
    job.kb = dir("kb");
    job.datasets = List.of(data().toString());
    job.trained = TrainedModelOptions.of(dir("untrained"), dir("seeing"));
    return job;
  }

  /** A model that is finished stays, so that a run that was cut off goes on where it was. */
  private void train(String name, List<String> settings, SparkSession spark, Console console) {
    if (OutputDirectory.finished(dir(name))) {
      return;
    }
    TrainJob job = new TrainJob();
    job.dataset = data().toString();
    job.kb = dir("kb");
    job.trained = TrainedModelOptions.of(dir("seeing"), dir(name));
    job.runAlone(spark, recipe(TOGETHER, settings), console);
  }

  private EmbedKbJob embedKb(String name) {
    EmbedKbJob job = new EmbedKbJob();
    job.kb = dir("kb");
    job.model = dir(name);
    job.output = OutputOptions.of(dir(name + "-table"));
    return job;
  }

  /** On the dev split, which no weight was learned from. */
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
    job.split = "test";
    job.among = CandidateMode.NAMES;
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
