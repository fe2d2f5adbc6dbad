package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Settings;
import org.melange.job.AnnotateJob;
import org.melange.job.CalibrateJob;
import org.melange.job.EmbedKbJob;
import org.melange.job.EnrichJob;
import org.melange.job.EvaluateJob;
import org.melange.job.FeaturesJob;
import org.melange.job.ImportKbJob;
import org.melange.job.InitModelJob;
import org.melange.job.JobRun;
import org.melange.job.KbDiffJob;
import org.melange.job.SmallWorld;
import org.melange.job.demo.DemoJob;
import org.melange.job.demo.TrainDemoJob;
import org.melange.job.label.LabelJob;
import org.melange.job.reproduce.ReproduceJob;
import org.melange.job.sweep.SweepJob;
import org.melange.job.train.TrainClipJob;
import org.melange.job.train.TrainJob;
import org.melange.run.ExitCode;
import org.melange.run.Summary;
import org.melange.spark.input.FileNames;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.ParquetRecords;
import org.melange.spark.io.OutputLease;
import org.melange.testing.LocalSpark;
import picocli.CommandLine;
import scala.Option;

/** Jobs from their command line to their last line. */
class JobTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  static Stream<Job> jobs() {
    return Stream.of(
        new AnnotateJob(),
        new CalibrateJob(),
        new DemoJob(),
        new EmbedKbJob(),
        new EnrichJob(),
        new EvaluateJob(),
        new FeaturesJob(),
        new ImportKbJob(),
        new InitModelJob(),
        new KbDiffJob(),
        new LabelJob(),
        new ReproduceJob(),
        new SweepJob(),
        new TrainClipJob(),
        new TrainDemoJob(),
        new TrainJob());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void helpNamesOptionsAndExitCodes(Job job) {
    JobRun run = JobRun.of(job, "--help");
    assertThat(run.code()).isEqualTo(ExitCode.DONE);
    assertThat(String.join("\n", run.out()))
        .contains(
            "Usage: ", "--out", "--config", "--set", "Exit codes: 0 success", "6 another process");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void anUnknownOptionIsWrongUsage(Job job) {
    stopSpark();
    JobRun run = JobRun.of(job, "--colour", "red");
    assertFailed(run, ExitCode.USAGE, "");
    assertThat(run.err()).contains("--help");
    assertThat(sparkRuns()).isFalse();
  }

  /** Jobs with an option that takes one of some words. */
  static Stream<Arguments> choices() {
    return Stream.of(
        Arguments.of(new EvaluateJob(), "--candidates", "NAMES, ALL, HYBRID"),
        Arguments.of(new SweepJob(), "--candidates", "NAMES, ALL, HYBRID"),
        Arguments.of(new TrainClipJob(), "--pairs", "IMAGES, TEXTS"),
        Arguments.of(new AnnotateJob(), "--format", "MIMIC"),
        Arguments.of(new ImportKbJob(), "--from", "JSONL"));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aWordThatIsNoChoiceIsWrongUsageAndTheChoicesAreNamed(
      Job job, String option, String choices) {
    JobRun run = JobRun.of(job, option, "sounds");
    assertFailed(run, ExitCode.USAGE, "'sounds'");
    assertThat(run.err()).contains("'" + option + "'", choices);
  }

  @Test
  void unknownSettingsAreToldBeforeSparkStarts() {
    stopSpark();
    JobRun run = annotate("--set", "link.topk=1", "--set", "features.device=x");
    assertFailed(run, ExitCode.USAGE, "features.device");
    assertThat(run.err()).contains("'link.topk'", "'link.top-k'", "[auto, cpu, gpu]");
    assertThat(sparkRuns()).isFalse();
  }

  @Test
  void aSettingsFileThatIsNotThereIsWrongUsage() {
    assertFailed(annotate("--config", dir + "/absent.conf"), ExitCode.USAGE, "absent.conf");
  }

  @Test
  void theDemoRefusesNumbersThatMakeNoSample() {
    assertFailed(JobRun.of(new DemoJob(), "--posts", "3"), ExitCode.USAGE, "--posts");
    assertFailed(JobRun.of(new DemoJob(), "--posts", "many"), ExitCode.USAGE, "--posts");
  }

  @Test
  void inputThatIsNotThereLeavesEarlierOutputAlone() throws IOException {
    Path out = Files.createDirectories(dir.resolve("out/links"));
    Files.writeString(dir.resolve("out/manifest.json"), "{}");
    JobRun run =
        JobRun.of(
            new AnnotateJob(),
            with("--posts", dir + "/absent.jsonl", "--out", dir + "/out", "--overwrite"));
    assertFailed(run, ExitCode.INPUT, "absent.jsonl does not exist");
    assertThat(out).exists();
    assertThat(dir.resolve("out/manifest.json")).exists();
    assertThat(sparkRuns()).isFalse();
  }

  @Test
  void everyInputThatIsNotThereIsNamed() {
    String[] options = {"--kb", "--table", "--model"};
    for (String option : options) {
      List<String> args =
          new ArrayList<>(
              List.of(
                  "--posts",
                  world.posts().toString(),
                  "--out",
                  dir + "/out",
                  "--kb",
                  world.kb(),
                  "--table",
                  world.table(),
                  "--model",
                  world.model()));
      args.set(args.indexOf(option) + 1, dir + "/absent");
      JobRun run = JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
      assertFailed(run, ExitCode.INPUT, "/absent contains no ");
    }
  }

  @Test
  void anOutputDirectoryInUseIsBusyAndUnchanged() throws IOException {
    String out = dir + "/out";
    try (OutputLease lease = OutputLease.take(out, "another job", line -> {})) {
      assertFailed(annotate(), ExitCode.BUSY, "another job");
    }
    assertThat(dir.resolve("out/manifest.json")).doesNotExist();
    assertThat(dir.resolve("out/links")).doesNotExist();
  }

  @Test
  void tooManyRejectedPostsEndTheRunWithTheQuarantineWritten() throws IOException {
    Path posts = dir.resolve("posts.jsonl");
    Files.writeString(
        posts, "{\"post_id\": \"a\", \"text\": \"Monaco\"}\nbroken\n{\"post_id\": \"b\"}\n");
    JobRun run =
        JobRun.of(new AnnotateJob(), with("--posts", posts.toString(), "--out", dir + "/out"));
    assertFailed(run, ExitCode.REJECTED, "2 of 3 records were rejected");
    assertThat(dir.resolve("out/manifest.json")).doesNotExist();
    assertThat(dir.resolve("out/links")).doesNotExist();
    List<Row> rows = LocalSpark.session().read().parquet(dir + "/out/quarantine").collectAsList();
    assertThat(rows)
        .extracting(row -> row.<String>getAs("reason"))
        .containsExactlyInAnyOrder("malformed", "missing_field");
    assertThat(rows).allMatch(row -> !row.<String>getAs("run_id").isEmpty());
  }

  @Test
  void theBooksBalanceAndAnotherRunGivesTheSameLinks() throws IOException {
    JobRun first = annotate("--set", "quarantine.max-share=0.2");
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
    JsonNode counts = first.summary();
    assertThat(counts.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "run_id",
            "posts",
            "posts_quarantined",
            "posts_without_mentions",
            "mentions",
            "linked",
            "nil",
            "mentions_quarantined",
            "quarantined",
            "images",
            "images_root",
            "questions",
            "asked",
            "from_store",
            "requests",
            "tokens_in",
            "tokens_out",
            "cost_usd",
            "statuses",
            "mentions_per_second",
            "task_seconds",
            "table_load_seconds",
            "model_trained",
            "out",
            "report",
            "seconds",
            "job",
            "exit_code");
    assertThat(counts.get("job").asText()).isEqualTo("annotate");
    assertThat(counts.get("exit_code").asInt()).isZero();
    assertThat(counts.get("model_trained").asBoolean(true)).isFalse();
    assertThat(first.err()).contains("warning: model " + world.model() + " was not trained");
    assertThat(counts.get("posts").asLong()).isEqualTo(lines());
    assertThat(counts.get("posts_quarantined").asLong()).isEqualTo(4);
    assertThat(counts.get("mentions_quarantined").asLong()).isEqualTo(2);
    assertThat(counts.get("mentions").asLong())
        .isEqualTo(
            counts.get("linked").asLong()
                + counts.get("nil").asLong()
                + counts.get("mentions_quarantined").asLong());
    assertThat(LocalSpark.session().read().parquet(dir + "/out/links").columns())
        .containsExactly(
            "post_id",
            "mention_id",
            "mention",
            "span_start",
            "span_end",
            "qid",
            "label",
            "confidence",
            "score",
            "score_text",
            "score_image",
            "score_cross",
            "score_name",
            "margin",
            "candidates",
            "description",
            "enrichment_status",
            "image_status",
            "model_version",
            "kb_version",
            "run_id",
            "linked_at",
            "extra");
    assertThat(schema(dir + "/out/links")).contains("int64 linked_at (TIMESTAMP(MICROS,true))");
    assertThat(LocalSpark.session().read().parquet(dir + "/out/quarantine").columns())
        .containsExactly("stage", "reason", "message", "record", "run_id");
    List<String> links = links(dir + "/out");
    assertThat(links)
        .hasSize(counts.get("linked").asInt() + counts.get("nil").asInt())
        .doesNotHaveDuplicates();
    assertThat(LocalSpark.session().read().parquet(dir + "/out/quarantine").count())
        .isEqualTo(counts.get("quarantined").asLong());

    assertThat(counts.get("report").asText()).isEqualTo(dir + "/out/report.html");
    assertThat(Files.readString(dir.resolve("out/report.html")))
        .contains("<code>post/malformed</code>", counts.get("run_id").asText());

    assertFailed(annotate("--set", "quarantine.max-share=0.2"), ExitCode.USAGE, "--overwrite");
    JobRun second =
        annotate("--set", "quarantine.max-share=0.2", "--overwrite", "--set", "report.sample=0");
    assertThat(dir.resolve("out/report.html")).doesNotExist();
    assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.DONE);
    assertThat(second.summary().get("run_id")).isNotEqualTo(counts.get("run_id"));
    assertThat(links(dir + "/out")).isEqualTo(links);
  }

  @Test
  void aModelThatWasNotTrainedNeedsToBeAllowed() {
    String[] args = with("--posts", world.posts().toString(), "--out", dir + "/out");
    List<String> without = new ArrayList<>(Arrays.asList(args));
    without.remove("--allow-untrained");
    JobRun run = JobRun.of(new AnnotateJob(), without.toArray(String[]::new));
    assertFailed(run, ExitCode.USAGE, "was not trained");
    assertThat(run.err()).contains("jobs/train", "--allow-untrained");
    assertThat(dir.resolve("out/links")).doesNotExist();
  }

  @Test
  void anInputWithoutRecordsIsNotASuccess() throws IOException {
    Path entities = Files.writeString(dir.resolve("entities.jsonl"), "");
    Path posts = Files.writeString(dir.resolve("posts.jsonl"), "");
    String kb = dir + "/kb";
    assertFailed(
        JobRun.of(new ImportKbJob(), "--from", "jsonl", "--in", entities.toString(), "--out", kb),
        ExitCode.INPUT,
        "entities.jsonl holds no entities");
    assertThat(dir.resolve("kb/manifest.json")).doesNotExist();
    assertFailed(
        JobRun.of(
            new AnnotateJob(),
            with("--posts", posts.toString(), "--out", dir.resolve("out").toString())),
        ExitCode.INPUT,
        "posts.jsonl holds no posts");
    assertThat(dir.resolve("out/manifest.json")).doesNotExist();
  }

  @Test
  void filesOfOthersAreNotDeleted() throws IOException {
    Path foreign = Files.createDirectories(dir.resolve("out")).resolve("thesis.tex");
    Files.writeString(foreign, "");
    assertFailed(annotate(), ExitCode.USAGE, "files that Melange did not write");
    assertThat(foreign).exists();
  }

  /** A job with a bug. */
  @CommandLine.Command(name = "faulty")
  private static final class FaultyJob extends Job {
    @Override
    public Summary run(SparkSession spark, Settings settings, Console console) {
      throw new IllegalStateException("a bug");
    }
  }

  @Test
  void anErrorThatNobodyForesawStillEndsWithASummary() {
    JobRun run = JobRun.of(new FaultyJob());
    assertFailed(run, ExitCode.FAILED, "a bug");
    assertThat(run.err()).contains("\tat ");
    assertThat(sparkRuns()).isFalse();
  }

  @Test
  void aDamagedModelIsNamedBeforeWorkStarts() throws IOException {
    Path model = SmallWorld.copy(world.model(), dir.resolve("model"));
    Files.writeString(model.resolve("clip/model.safetensors"), "damaged");
    JobRun run =
        JobRun.of(
            new EmbedKbJob(),
            "--kb",
            world.kb(),
            "--model",
            model.toString(),
            "--out",
            dir + "/out");
    assertFailed(
        run,
        ExitCode.INPUT,
        "model %s is damaged: clip/model.safetensors has 7 bytes".formatted(model));
    assertThat(run.err())
        .doesNotContain("\tat ")
        .contains("run jobs/init-model or jobs/train again");
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "published"})
  void modelsOfEitherGateAreMade(String gate) throws IOException {
    Path shape =
        Files.writeString(
            dir.resolve("shape.json"),
            Files.readString(SmallWorld.SHAPE).replace("published", gate));
    JobRun run =
        JobRun.of(
            new InitModelJob(),
            "--shape",
            shape.toString(),
            "--kb",
            world.kb(),
            "--posts",
            world.posts().toString(),
            "--set",
            "quarantine.max-share=0.2",
            "--out",
            dir + "/model");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.summary().get("gate").asText()).isEqualTo(gate);
    if (gate.equals("published")) {
      assertThat(run.summary().get("model_version").asText())
          .isEqualTo(org.melange.spark.model.ModelInfo.version(worldModelAfterRestart()));
    }
  }

  @Test
  void entitiesOfSeveralSourcesAreMerged() throws IOException {
    Path first = dir.resolve("first.jsonl");
    Path second = dir.resolve("second.jsonl");
    Files.writeString(
        first,
        "{\"qid\": \"Q1\", \"label\": \"one\", \"description\": \"trusted\"}\n\n{\"qid\": 5}\n");
    Files.writeString(
        second,
        """
        {"qid": "Q1", "label": "uno", "description": "other", "popularity": 7}
        {"qid": "Q2", "label": "two"}
        """);
    JobRun run =
        JobRun.of(
            new ImportKbJob(),
            "--from",
            "jsonl",
            "--in",
            first.toString(),
            "--from",
            "JSONL",
            "--in",
            second.toString(),
            "--out",
            dir + "/kb",
            "--set",
            "quarantine.max-share=0.5");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.summary().get("records").asInt()).isEqualTo(4);
    assertThat(run.summary().get("entities").asInt()).isEqualTo(2);
    assertThat(run.summary().get("quarantined").asInt()).isEqualTo(1);
    assertThat(
            LocalSpark.session()
                .read()
                .parquet(dir + "/kb/entities")
                .orderBy("qid")
                .select("label", "description")
                .collectAsList()
                .stream()
                .map(Row::mkString))
        .containsExactly("onetrusted", "two");
  }

  private static String worldModelAfterRestart() {
    LocalSpark.session();
    return world.model();
  }

  private JobRun annotate(String... more) {
    List<String> args =
        new ArrayList<>(List.of(with("--posts", world.posts().toString(), "--out", dir + "/out")));
    args.addAll(Arrays.asList(more));
    return JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
  }

  private static String[] with(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("--kb", world.kb(), "--table", world.table(), "--model", world.model()));
    args.add("--allow-untrained");
    args.addAll(Arrays.asList(more));
    return args.toArray(String[]::new);
  }

  private static void assertFailed(JobRun run, ExitCode code, String error) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.summary().fieldNames()).toIterable().startsWith("job", "exit_code", "error");
    assertThat(run.summary().get("exit_code").asInt()).isEqualTo(code.code());
    assertThat(run.summary().get("error").asText()).isNotBlank().contains(error);
  }

  private static long lines() {
    try (Stream<String> lines = Files.lines(world.posts())) {
      return lines.filter(line -> !line.isBlank()).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The types of the columns of Parquet files. */
  private static String schema(String folder) {
    InputFile file = InputFiles.list(folder, FileNames.PARQUET).files().get(0);
    try {
      return ParquetRecords.schema(file.path(), InputFiles.configuration()).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Everything of the links that must not differ between runs. */
  private static List<String> links(String out) {
    return LocalSpark.session()
        .read()
        .parquet(out + "/links")
        .drop("run_id", "linked_at")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private static void stopSpark() {
    LocalSpark.session().stop();
  }

  private static boolean sparkRuns() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    return session.isDefined() && !session.get().sparkContext().isStopped();
  }
}
