package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;
import org.melange.job.train.FitLexicalJob;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;

/** Linking, evaluating and calibrating without a model. */
class LexicalJobsTest {

  private static final int NAMES = 40;

  @TempDir static Path dir;

  /** Two entities of each name, a painter and a river, and a data set whose texts say which. */
  @BeforeAll
  static void makeKnowledgeBase() throws IOException {
    StringBuilder entities = new StringBuilder();
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < NAMES; i++) {
      entities
          .append(entity(2 * i + 1, i, "French painter"))
          .append(entity(2 * i + 2, i, "river in Norway"));
      records
          .append(i == 0 ? "[" : ",")
          .append(record(i, 2 * i + (i % 2 == 0 ? 2 : 1), i % 2 == 0 ? "a river" : "a painter"));
    }
    Files.writeString(dir.resolve("entities.jsonl"), entities);
    Path data = Files.createDirectory(dir.resolve("data"));
    for (String split : List.of("train", "dev")) {
      Files.writeString(data.resolve("set_" + split + ".json"), records + "]");
    }
    SmallWorld.run(
        new ImportKbJob(),
        "--from",
        "jsonl",
        "--in",
        dir.resolve("entities.jsonl").toString(),
        "--out",
        kb());
  }

  private static String kb() {
    return dir.resolve("kb").toString();
  }

  private static String entity(int qid, int name, String description) {
    return String.format(
        Locale.ROOT,
        "{\"qid\":\"Q%d\",\"label\":\"Name%d\",\"description\":\"%s\"}%n",
        qid,
        name,
        description);
  }

  private static String record(int name, int qid, String text) {
    return String.format(
        Locale.ROOT,
        "{\"id\":\"%d\",\"sentence\":\"Name%d is %s\",\"imgPath\":\"\",\"mentions\":\"Name%d\","
            + "\"entities\":\"Name%d\",\"answer\":\"Q%d\"}",
        name,
        name,
        text,
        name,
        name,
        qid);
  }

  private static Summary annotate(String out, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "--posts",
                dir.resolve("data/set_dev.json").toString(),
                "--format",
                "mimic",
                "--kb",
                kb(),
                "--out",
                dir.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return SmallWorld.run(new AnnotateJob(), arguments.toArray(String[]::new));
  }

  @Test
  void annotateLinksWithoutAModel() {
    Map<String, Object> values = annotate("links").values();
    assertThat(values).containsEntry("mentions", (long) NAMES).containsEntry("model_trained", true);
    Dataset<Row> links = LocalSpark.session().read().parquet(dir.resolve("links/links").toString());
    assertThat(links.filter("candidates[0].qid is not null").count()).isEqualTo(NAMES);
    assertThat(links.filter("confidence is null").count()).isZero();
    long right = links.filter("candidates[0].qid = get_json_object(extra, '$.answer')").count();
    assertThat(right).isEqualTo(NAMES);
    assertThat(dir.resolve("links/report.html")).exists();
  }

  @Test
  void fitEvaluateAndCalibrateWithoutAModel() throws IOException {
    String kb = SmallWorld.copy(kb(), dir.resolve("own")).toString();
    String data = dir.resolve("data").toString();
    Summary fitted = SmallWorld.run(new FitLexicalJob(), "--dataset", data, "--kb", kb);
    assertThat(fitted.values()).containsEntry("mentions", (long) NAMES);
    assertThat(Path.of(kb, LexicalWeights.FILE)).exists();
    Summary evaluated =
        SmallWorld.run(
            new EvaluateJob(),
            "--dataset",
            data,
            "--split",
            "dev",
            "--kb",
            kb,
            "--out",
            dir.resolve("evaluation").toString());
    assertThat(evaluated.values()).containsEntry("hits_at_1", 1.0);
    String report = Files.readString(dir.resolve("evaluation/evaluation.md"));
    assertThat(report).contains("| names and descriptions |").doesNotContain("| model |");
    Summary calibrated =
        SmallWorld.run(
            List.of("calibrate.nil-share=0.5", "run.partitions=2"),
            new CalibrateJob(),
            "--dataset",
            data,
            "--split",
            "dev",
            "--kb",
            kb,
            "--out",
            dir.resolve("calibration").toString());
    assertThat(calibrated.values())
        .containsEntry("model_version", fitted.values().get("weights_version"));
    assertThat(Path.of(kb, "calibration.json")).exists();
  }

  @Test
  void weightsAreFittedWithoutWhatTheCalibrationIsFor() throws IOException {
    String kb = SmallWorld.copy(kb(), dir.resolve("held-out")).toString();
    List<String> of = List.of("--dataset", dir.resolve("data").toString(), "--kb", kb);
    List<String> settings =
        List.of("train.validate-on=train:0.5", "run.partitions=2", "calibrate.nil-share=0.5");
    Summary fitted = SmallWorld.run(settings, new FitLexicalJob(), of.toArray(String[]::new));
    assertThat(fitted.values()).containsEntry("held_out", "train:0.5 seed 43");
    long rest = (Long) fitted.values().get("mentions");
    assertThat(rest).isBetween(1L, NAMES - 1L);
    List<String> into = with(of, "--out");
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    settings,
                    new CalibrateJob(),
                    with(with(with(into, dir.resolve("seen").toString()), "--split"), "train:0.6")
                        .toArray(String[]::new)))
        .hasMessageContaining("train:0.6 seed 43 was not held out");
    Summary calibrated =
        SmallWorld.run(
            settings,
            new CalibrateJob(),
            with(with(with(into, dir.resolve("unseen").toString()), "--split"), "train:0.5")
                .toArray(String[]::new));
    long half = (Long) calibrated.values().get("mentions");
    assertThat(half).isEqualTo(NAMES - rest);
    Summary checked =
        SmallWorld.run(
            settings,
            new CalibrateJob(),
            with(with(into, dir.resolve("checked").toString()), "--check").toArray(String[]::new));
    assertThat(checked.values())
        .containsEntry("calibration_version", calibrated.values().get("calibration_version"))
        .containsEntry("mentions", (long) NAMES);
    Summary whole = SmallWorld.run(new FitLexicalJob(), of.toArray(String[]::new));
    assertThat(whole.values())
        .containsEntry("mentions", (long) NAMES)
        .doesNotContainKey("held_out");
  }

  /**
   * The index is damaged after the driver has sent it: a job that maps the files in place fails. It
   * has another version than that of the other tests, so that no linker is there yet.
   */
  @Test
  void executorsUseTheIndexThatTheDriverSent() throws IOException {
    Path entities = dir.resolve("more.jsonl");
    Files.writeString(
        entities,
        Files.readString(dir.resolve("entities.jsonl")) + entity(1000, NAMES, "French painter"));
    String kb = dir.resolve("sent").toString();
    SmallWorld.run(new ImportKbJob(), "--from", "jsonl", "--in", entities.toString(), "--out", kb);
    String cache = dir.resolve("cache").toString();
    TableSettings sent = Settings.defaults().link().table().with(Distribution.BROADCAST, cache);
    KnowledgeBase.open(kb).index(LocalSpark.session(), sent);
    damage(Path.of(kb, "index"));

    String data = dir.resolve("data").toString();
    List<String> settings =
        List.of(
            "link.table.distribution=broadcast",
            "link.table.cache-dir=" + cache,
            "run.partitions=2",
            "calibrate.nil-share=0.5");
    SmallWorld.run(settings, new FitLexicalJob(), "--dataset", data, "--kb", kb);
    try (Stream<Path> copies = Files.list(Path.of(cache))) {
      assertThat(copies).anyMatch(copy -> copy.getFileName().toString().startsWith("index-"));
    }
    List<String> dev = List.of("--dataset", data, "--split", "dev", "--kb", kb, "--out");
    Summary evaluated =
        SmallWorld.run(
            with(settings, "link.max-candidates=20"),
            new EvaluateJob(),
            with(dev, dir.resolve("evaluation-sent").toString()).toArray(String[]::new));
    assertThat(evaluated.values()).containsEntry("hits_at_1", 1.0);
    SmallWorld.run(
        with(settings, "link.max-candidates=10"),
        new CalibrateJob(),
        with(dev, dir.resolve("calibration-sent").toString()).toArray(String[]::new));
    assertThat(Path.of(kb, "calibration.json")).exists();
  }

  private static List<String> with(List<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /** Overwrites files, keeping their lengths and times, which are what is checked. */
  private static void damage(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);
      }
    }
  }

  @Test
  void aModelNeedsItsTable() {
    assertThatThrownBy(() -> annotate("nothing", "--model", "model"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("--table");
    assertThatThrownBy(() -> annotate("nothing", "--table", "table"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("--model");
  }
}
