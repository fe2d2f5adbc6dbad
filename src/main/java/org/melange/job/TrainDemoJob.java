package org.melange.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleDataSet;
import org.melange.spark.EntitySource;
import org.melange.spark.PostFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code jobs/train-demo}: the model of the demo, from nothing. Its settings are fixed: this is the
 * recipe that the shipped model came from.
 */
@Command(
    name = "train-demo",
    description = {
      "Makes the model that jobs/demo links with: draws the training part of the sample, trains a small CLIP from nothing"
          + " on its pictures, then CLIP and matcher together, and evaluates both with and without pictures on the held-out"
          + " part. Needs no input and no network; its settings are fixed.",
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

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/train-demo",
      description =
          "Where to write; the model lies in model/ there (default: ${DEFAULT-VALUE}). A run that was cut off goes on"
              + " from its last epoch.")
  Path out = Path.of("out/train-demo");

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new TrainDemoJob(), args);
  }

  @Override
  Summary run(SparkSession spark, Settings settings, Console console) {
    console.step("drawing the sample", this::draw);
    importKb().run(spark, settings, console);
    initModel().run(spark, settings, console);
    trainClip().run(spark, recipe(PICTURES), console);
    Summary trained = train().run(spark, recipe(TOGETHER), console);
    embedKb().run(spark, settings, console);
    Summary seeing = evaluate("evaluation").run(spark, settings, console);
    Summary blind =
        evaluate("evaluation-without-pictures")
            .run(spark, recipe(List.of("posts.images-root=" + dir("no-pictures"))), console);
    return trained
        .with("hits_at_1", seeing.values().get("hits_at_1"))
        .with("hits_at_1_without_pictures", blind.values().get("hits_at_1"))
        .with("out", out.toString());
  }

  private Void draw() {
    try {
      SampleDataSet.write(data(), 43, SIZES);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("drawing the sample into " + data(), e);
    }
  }

  private static Settings recipe(List<String> lines) {
    return Settings.load(Optional.empty(), lines);
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
    job.model = dir("untrained");
    job.out = dir("seeing");
    return job;
  }

  private TrainJob train() {
    TrainJob job = new TrainJob();
    job.dataset = data().toString();
    job.kb = dir("kb");
    job.model = dir("seeing");
    job.out = dir("model");
    return job;
  }

  private EmbedKbJob embedKb() {
    EmbedKbJob job = new EmbedKbJob();
    job.kb = dir("kb");
    job.model = dir("model");
    job.output = OutputOptions.of(dir("table"));
    return job;
  }

  private EvaluateJob evaluate(String name) {
    EvaluateJob job = new EvaluateJob();
    job.dataset = data().toString();
    job.split = "test";
    job.among = CandidateMode.NAMES;
    job.linking.kb = dir("kb");
    job.linking.table = dir("table");
    job.linking.model = dir("model");
    job.output = OutputOptions.of(dir(name));
    return job;
  }

  private Path data() {
    return out.resolve("data");
  }

  private String dir(String name) {
    return out.resolve(name).toString();
  }
}
