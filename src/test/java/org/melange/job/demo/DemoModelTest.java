package org.melange.job.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.EmbedKbJob;
import org.melange.job.EvaluateJob;
import org.melange.job.ImportKbJob;
import org.melange.job.JobRun;
import org.melange.job.cli.Job;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleDataSet;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;

/** What the README says of the model that ships: the order of the numbers, not their digits. */
class DemoModelTest {

  private static final Path MODEL = Path.of("conf/models/demo");

  @TempDir private static Path dir;
  private static Path data;

  @BeforeAll
  static void embedTheSample() throws IOException {
    data = dir.resolve("data");
    // other posts than those that the README's table was measured on
    SampleDataSet.write(data, 7, new SampleDataSet.Sizes(20, 0, 300));
    run(
        new ImportKbJob(),
        "--from",
        "jsonl",
        "--in",
        data.resolve(SampleCorpus.KB).toString(),
        "--out",
        dir("kb"));
    run(new EmbedKbJob(), "--kb", dir("kb"), "--model", MODEL.toString(), "--out", dir("table"));
  }

  @Test
  void picturesAndTextsBeatTextsAloneAndTheNamePrior() throws IOException {
    JsonNode seeing = evaluate("seeing", "names");
    JsonNode blind = evaluate("blind", "names", withoutPictures());
    double[] both = hits(seeing, "model");
    assertThat(both[1]).isGreaterThan(hits(blind, "model")[2]);
    assertThat(both[1]).isGreaterThan(hits(seeing, "name prior")[2]);
    assertThat(both[1]).isGreaterThan(hits(seeing, "shared words")[2]);
    assertThat(both[0]).isGreaterThan(0.85);
  }

  @Test
  void descriptionsHelpWhereThereIsNoPicture() throws IOException {
    JsonNode described = evaluate("described", "all", withoutPictures(), "enrich.strategy=lexical");
    JsonNode bare = evaluate("bare", "all", withoutPictures(), "enrich.strategy=off");
    assertThat(hits(described, "model")[0]).isGreaterThan(hits(bare, "model")[0]);
  }

  private static String withoutPictures() {
    return "posts.images-root=" + dir("no-pictures");
  }

  @Test
  void theCalibrationIsOfThisModelAndTheSamplesKnowledgeBase() throws IOException {
    Calibration calibration =
        Calibration.parse(Files.readString(MODEL.resolve(Calibration.FILE)), MODEL.toString());
    calibration.requireFit(
        MODEL.toString(),
        ModelInfo.version(MODEL.toString()),
        KnowledgeBase.open(dir("kb")).version(),
        new LinkingMode("names", 0));
    assertThat(calibration.threshold()).isBetween(0.1, 0.9);
  }

  @Test
  void theModelIsSmall() throws IOException {
    try (Stream<Path> files = Files.walk(MODEL)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isLessThan(6_000_000);
    }
  }

  /** H@1 with its interval: value, low, high. */
  private static double[] hits(JsonNode evaluation, String system) {
    JsonNode hits = evaluation.path(system).path("hits_at_1");
    assertThat(hits).hasSize(3);
    return new double[] {hits.get(0).asDouble(), hits.get(1).asDouble(), hits.get(2).asDouble()};
  }

  private static JsonNode evaluate(String name, String among, String... settings)
      throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--dataset",
                data.toString(),
                "--split",
                "test",
                "--candidates",
                among,
                "--kb",
                dir("kb"),
                "--model",
                MODEL.toString(),
                "--table",
                dir("table"),
                "--out",
                dir(name)));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    run(new EvaluateJob(), args.toArray(String[]::new));
    return new ObjectMapper().readTree(dir.resolve(name).resolve("evaluation.json").toFile());
  }

  private static void run(Job job, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--set", "run.partitions=4"));
    JobRun run = JobRun.of(job, all.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  private static String dir(String name) {
    return dir.resolve(name).toString();
  }
}
