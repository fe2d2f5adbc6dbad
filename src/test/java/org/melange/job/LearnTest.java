package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.cli.Job;
import org.melange.job.sweep.SweepJob;
import org.melange.job.train.TrainClipJob;
import org.melange.job.train.TrainJob;
import org.melange.link.calibrate.Calibration;
import org.melange.link.model.ModelConfig;
import org.melange.link.model.Scoring.ZeroShot.Origin;
import org.melange.link.row.NameTerm;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;
import org.melange.spark.learn.LinkerTrainer;
import org.melange.spark.link.LinkerModel;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.testing.LocalSpark;

/**
 * Training and evaluation on the labelled mentions of the small world, written in MIMIC's layout.
 */
class LearnTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path dir;
  private static SmallWorld world;
  private static Path dataset;

  @BeforeAll
  static void writeTheDataSet() throws IOException {
    world = SmallWorld.get();
    dataset = Files.createDirectories(dir.resolve("dataset"));
    List<JsonNode> records = records();
    int split = records.size() * 2 / 3;
    ArrayNode train = JSON.createArrayNode().addAll(records.subList(0, split));
    train.add(record("left-1", "Nobody knows Elbonia.", "Elbonia", "nil"));
    train.add(record("left-2", "Nobody knows Elbonia.", "Elbonia", "Q999999999"));
    train.add(record("left-3", "Nobody knows Elbonia.", "Elbonia", null));
    ObjectNode empty = records.get(0).deepCopy();
    train.add(empty.put("id", "empty").put("sentence", "").put("imgPath", ""));
    byte[] picture = Files.readAllBytes(world.sample().resolve(picture(records)));
    Path cut = dir.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(picture, picture.length / 2));
    Path page = Files.writeString(dir.resolve("page.jpg"), "<html><body>404</body></html>");
    for (String image : List.of("gone.png", cut.toString(), page.toString())) {
      ObjectNode faulty = records.get(0).deepCopy();
      train.add(faulty.put("id", "faulty-" + train.size()).put("imgPath", image));
    }
    write("sample_train.json", train);
    Files.writeString(dataset.resolve("qid2id.json"), "{\"Q999999999\": 0}");
    write("sample_test.json", thrice(records));
    write("sample_dev.json", JSON.createArrayNode().addAll(records.subList(split, records.size())));
  }

  @Test
  void aZeroShotModelIsMadeFittedAndLinks() {
    String start = dir.resolve("zero").toString();
    JobRun made =
        JobRun.of(
            new InitModelJob(), "--zero-shot", "--clip", "conf/models/demo/clip", "--out", start);
    assertThat(made.code()).as(made.err()).isEqualTo(ExitCode.DONE);
    assertThat(made.summary().path("gate").asText()).isEqualTo("zero-shot");
    assertThat(ModelInfo.trained(start)).isTrue();
    String model = dir.resolve("zero-fitted").toString();
    JobRun fitted = trainFrom(start, model);
    assertThat(fitted.code()).as(fitted.err()).isEqualTo(ExitCode.DONE);
    assertThat(fitted.summary().path("fitted_mentions").asInt()).isGreaterThan(10);
    assertThat(fitted.summary().path("weight_text").asDouble()).isBetween(0.0, 1.0);
    assertThat(fitted.summary().path("dev_hits_at_1").asDouble()).isGreaterThan(0.2);
    ModelConfig config = ModelInfo.config(model);
    assertThat(config.zeroShot().orElseThrow().origin()).isEqualTo(Origin.FITTED);
    assertThat(config.name().floor()).isEqualTo(config.zeroShot().orElseThrow().weights().range());
    String table = dir.resolve("zero-table").toString();
    JobRun embedded =
        JobRun.of(
            new EmbedKbJob(),
            "--kb",
            world.kb(),
            "--model",
            model,
            "--out",
            table,
            "--set",
            "link.table.precision=int8");
    assertThat(embedded.code()).as(embedded.err()).isEqualTo(ExitCode.DONE);
    JobRun run =
        JobRun.of(
            new AnnotateJob(),
            "--posts",
            world.posts().toString(),
            "--kb",
            world.kb(),
            "--model",
            model,
            "--table",
            table,
            "--out",
            dir.resolve("zero-links").toString(),
            "--set",
            "quarantine.max-share=1");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.summary().path("model_trained").asBoolean()).isTrue();
    for (Row link :
        LocalSpark.session().read().parquet(dir + "/zero-links/links").collectAsList()) {
      if (link.getAs("qid") != null) {
        assertThat(
                link.<Float>getAs("score_text")
                    + link.<Float>getAs("score_image")
                    + link.<Float>getAs("score_cross")
                    + link.<Float>getAs("score_name"))
            .isCloseTo(link.<Float>getAs("score"), org.assertj.core.api.Assertions.within(1e-5f));
      }
    }
  }

  @Test
  void aModelIsTrainedEmbeddedAndEvaluated() throws IOException {
    String model = dir.resolve("model").toString();
    JobRun trained =
        train(model, "train.epochs=8", "train.learning-rate=3e-3", "train.batch-size=8");
    assertThat(trained.code()).as(trained.err()).isEqualTo(ExitCode.DONE);
    JsonNode summary = trained.summary();
    assertThat(summary.path("train").asInt()).isGreaterThan(20);
    assertThat(summary.path("train_nil").asInt()).isEqualTo(1);
    assertThat(summary.path("train_not_in_kb").asInt()).isEqualTo(1);
    assertThat(summary.path("train_no_answer").asInt()).isEqualTo(1);
    assertThat(summary.path("train_empty_text").asInt()).isEqualTo(1);
    assertThat(summary.path("train_without_image").asInt()).isPositive();
    assertThat(summary.path("train_image_absent").asInt()).isEqualTo(1);
    assertThat(summary.path("train_image_truncated").asInt()).isEqualTo(1);
    assertThat(summary.path("train_image_not_an_image").asInt()).isEqualTo(1);
    assertThat(summary.path("train_entities_without_image").asInt()).isPositive();
    assertThat(trained.err()).contains("missing images: {", "train_image_truncated=1");
    assertThat(summary.path("qid2id_not_in_kb").asInt()).isEqualTo(1);
    assertThat(summary.path("peak_heap_mb").asInt()).isPositive();
    assertThat(summary.path("validation_mrr").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.path("name_prior_mentions").asInt()).isGreaterThan(5);
    assertThat(summary.path("name_prior_hits_at_1").asDouble())
        .isGreaterThanOrEqualTo(summary.path("name_prior_hits_at_1_without").asDouble());
    assertThat(ModelInfo.config(model).name())
        .isEqualTo(new NameTerm(summary.path("name_prior").asDouble(), 0));
    List<String> losses = Files.readAllLines(dir.resolve("model/training/losses.csv"));
    assertThat(losses).hasSize(9);
    assertThat(loss(losses.get(8))).isLessThan(0.8 * loss(losses.get(1)));

    String table = dir.resolve("table").toString();
    assertThat(
            JobRun.of(new EmbedKbJob(), "--kb", world.kb(), "--model", model, "--out", table)
                .code())
        .isEqualTo(ExitCode.DONE);
    JobRun evaluated = evaluate(model, table, "evaluation");
    assertThat(evaluated.code()).as(evaluated.err()).isEqualTo(ExitCode.DONE);
    JsonNode metrics = evaluated.summary();
    assertThat(metrics.path("mentions").asInt()).isGreaterThan(10);
    assertThat(metrics.path("mrr").asDouble()).isBetween(0.001, 1.0);
    assertThat(metrics.path("pruned_share").isNumber()).isTrue();
    assertThat(metrics.path("hits_at_1").asDouble())
        .isLessThanOrEqualTo(metrics.path("hits_at_5").asDouble());
    assertThat(Files.readString(dir.resolve("evaluation/evaluation.md")))
        .contains(
            "| model |",
            "| names and descriptions |",
            "| name prior |",
            "| shared words |",
            "seen in training");
    assertThat(LocalSpark.session().read().parquet(dir + "/evaluation/ranks").columns())
        .containsExactly(
            "mention_key",
            "gold_qid",
            "rank",
            "rank_by_name",
            "rank_by_overlap",
            "rank_by_lexical",
            "image",
            "image_status",
            "words",
            "entities_with_name",
            "candidates",
            "entity_seen",
            "name_relation",
            "mention_words",
            "mention_case");
    JsonNode file = JSON.readTree(dir.resolve("evaluation/evaluation.json").toFile());
    assertThat(file.path("model").path("mrr").path(0).asDouble())
        .isEqualTo(metrics.path("mrr").asDouble(), org.assertj.core.api.Assertions.within(1e-6));

    JobRun stale = evaluate(world.model(), table, "stale");
    assertThat(stale.code()).isEqualTo(ExitCode.INPUT);
    assertThat(stale.summary().path("error").asText()).contains("stale", "model_version");
  }

  @Test
  void theReleasedProtocolIsComparedWithFrozenStatistics() throws IOException {
    String[] batches = {"--protocol", "released", "--mention-batch", "4", "--entity-batch", "50"};
    JobRun both = evaluate(world.model(), world.table(), "released", batches);
    assertThat(both.code()).as(both.err()).isEqualTo(ExitCode.DONE);
    JsonNode freezing = both.summary().path("freezing");
    List<Row> ranks = LocalSpark.session().read().parquet(dir + "/released/ranks").collectAsList();
    long changed =
        ranks.stream().filter(row -> !row.getAs("rank").equals(row.getAs("rank_released"))).count();
    assertThat(changed).as("batches of four are far from the mean").isPositive();
    assertThat(freezing.path("rank_changed").asLong()).isEqualTo(changed);
    assertThat(freezing.path("mentions").asInt()).isEqualTo(ranks.size());
    assertThat(Files.readString(dir.resolve("released/evaluation.md")))
        .contains("| model, released protocol |", "Freezing the gate statistics changes H@1");
    JsonNode file = JSON.readTree(dir.resolve("released/evaluation.json").toFile());
    assertThat(file.path("freezing").path("rank_changed").asLong()).isEqualTo(changed);
    assertThat(file.path("mention_batch").asInt()).isEqualTo(4);
    double before = file.path("model, released protocol").path("mrr").path(0).asDouble();
    assertThat(file.path("model").path("mrr").path(0).asDouble() - before)
        .isCloseTo(
            file.path("freezing").path("mrr").path(0).asDouble(),
            org.assertj.core.api.Assertions.within(1e-9));

    String[] names = {"--protocol", "released", "--candidates", "names"};
    JobRun ofNames = evaluate(world.model(), world.table(), "released-names", names);
    assertThat(ofNames.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ofNames.summary().path("error").asText()).contains("ranks all entities");
    String[] prior = {"--protocol", "released", "--set", "link.name-prior=1"};
    JobRun withPrior = evaluate(world.model(), world.table(), "released-prior", prior);
    assertThat(withPrior.code()).isEqualTo(ExitCode.USAGE);
    assertThat(withPrior.summary().path("error").asText()).contains("link.name-prior=0");
  }

  @Test
  void aModelIsChosenOnAPartOfTheTrainingSplit() throws IOException {
    String on = "train.validate-on=train:0.3";
    String model = dir.resolve("chosen").toString();
    // a feature store does not keep the order of entities
    JobRun trained = train(model, on, "train.epochs=1", "features.store=" + dir.resolve("store"));
    assertThat(trained.code()).as(trained.err()).isEqualTo(ExitCode.DONE);
    JsonNode summary = trained.summary();
    assertThat(summary.path("validated_on").asText()).isEqualTo("train:0.3");
    assertThat(summary.path("held_out").asText()).isEqualTo("train:0.3 seed 43");
    assertThat(ModelInfo.fact(model, "validated_on")).contains("train:0.3");
    assertThat(ModelInfo.fact(model, "held_out")).contains("train:0.3 seed 43");
    int heldOut = summary.path("validation").asInt();
    assertThat(heldOut).isPositive();
    assertThat(summary.path("train").asInt()).isPositive();
    assertThat(summary.path("dev").isMissingNode()).as("the dev split is not read").isTrue();
    assertThat(summary.path("validation_mrr").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.path("name_prior_mentions").asInt()).isPositive();
    String table = dir.resolve("chosen-table").toString();
    assertThat(
            JobRun.of(new EmbedKbJob(), "--kb", world.kb(), "--model", model, "--out", table)
                .code())
        .isEqualTo(ExitCode.DONE);

    JobRun part = evaluate(model, table, "of-the-part", "--split", "train:0.3");
    assertThat(part.code()).as(part.err()).isEqualTo(ExitCode.DONE);
    assertThat(part.summary().path("mentions").asInt()).isEqualTo(heldOut);
    assertThat(
            JSON.readTree(dir.resolve("of-the-part/evaluation.json").toFile())
                .path("split")
                .asText())
        .isEqualTo("train:0.3 seed 43");
    JobRun other = evaluate(model, table, "of-another-part", "--split", "train:0.2");
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.summary().path("error").asText())
        .contains("train:0.2 seed 43 was not held out", "but train:0.3 seed 43");
    JobRun none = train(dir.resolve("none").toString(), "train.validate-on=train:0.000001");
    assertThat(none.code()).isEqualTo(ExitCode.INPUT);
    assertThat(none.summary().path("error").asText()).contains("holds out none of the");
  }

  @Test
  void aCalibratedModelSaysHowSureItIsAndLeavesOutWhatItIsNot() throws IOException {
    Path model = SmallWorld.copy(world.model(), dir.resolve("calibrated"));
    JobRun unsure = annotate(model, "unsure", "link.min-confidence=0.5");
    assertThat(unsure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unsure.summary().path("error").asText()).contains("asks for a calibration");

    JobRun unchecked = calibrate(model, "unchecked", "test", "calibrate.nil-share=0.4", "--check");
    assertThat(unchecked.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unchecked.summary().path("error").asText()).contains("--check: no calibration in");
    JobRun calibrated = calibrate(model, "calibration", "test", "calibrate.nil-share=0.4");
    assertThat(calibrated.code()).as(calibrated.err()).isEqualTo(ExitCode.DONE);
    JsonNode numbers = calibrated.summary();
    assertThat(numbers.path("mentions_without_entity").asInt()).isGreaterThan(4);
    assertThat(numbers.path("mentions").asInt()).isGreaterThan(20);
    assertThat(numbers.path("expected_calibration_error").asDouble()).isBetween(0.0, 0.5);
    Calibration made = Calibration.parse(Files.readString(model.resolve(Calibration.FILE)), "m");
    assertThat(made.version()).isEqualTo(numbers.path("calibration_version").asText());
    assertThat(made.ranking().namePrior()).isEqualTo(numbers.path("name_prior").asDouble());
    assertThat(made.facts()).containsKeys("name_prior_mentions", "name_prior_hits_at_1");
    assertThat(dir.resolve("calibration"))
        .isDirectoryContaining("glob:**/precision-coverage.{csv,svg}")
        .isDirectoryContaining("glob:**/reliability.svg")
        .isDirectoryContaining("glob:**/calibration.html");

    JobRun sure = annotate(model, "sure", "link.min-confidence=" + median(made));
    assertThat(sure.code()).as(sure.err()).isEqualTo(ExitCode.DONE);
    JobRun off = annotate(model, "off", "link.calibration=off");
    assertThat(sure.summary().path("nil").asInt()).isGreaterThan(off.summary().path("nil").asInt());
    assertThat(sure.summary().path("linked").asInt()).isPositive();
    List<Row> links =
        LocalSpark.session()
            .read()
            .parquet(dir.resolve("sure/links").toString())
            .selectExpr("qid", "confidence", "get(candidates, 0).qid best")
            .collectAsList();
    for (Row link : links) {
      Double confidence = link.getAs("confidence");
      boolean linked = confidence != null && confidence >= median(made);
      assertThat(link.<String>getAs("qid")).isEqualTo(linked ? link.<String>getAs("best") : null);
    }

    JobRun checked = calibrate(model, "checked", "dev", "calibrate.nil-share=0.4", "--check");
    assertThat(checked.code()).as(checked.err()).isEqualTo(ExitCode.DONE);
    assertThat(checked.summary().path("threshold").asDouble())
        .isCloseTo(made.threshold(), org.assertj.core.api.Assertions.within(1e-6));
    assertThat(checked.summary().path("name_prior").asDouble())
        .isEqualTo(made.ranking().namePrior());
    assertThat(checked.summary().path("calibration_version").asText()).isEqualTo(made.version());
    assertThat(Files.readString(dir.resolve("checked/calibration.md")))
        .contains("from these mentions", "- split: dev");
    assertThat(Calibration.parse(Files.readString(model.resolve(Calibration.FILE)), "m"))
        .isEqualTo(made);
    JobRun same = calibrate(model, "same", "test", "calibrate.nil-share=0.4", "--check");
    assertThat(same.code()).isEqualTo(ExitCode.USAGE);
    assertThat(same.summary().path("error").asText()).contains("was fitted on these mentions");

    JobRun other = annotate(model, "other", "link.candidates=all");
    assertThat(other.code()).isEqualTo(ExitCode.INPUT);
    assertThat(other.summary().path("error").asText()).contains("this run has link.candidates=all");
    assertThat(dir.resolve("other")).doesNotExist();
  }

  /** A confidence in the middle of those that the calibration can give. */
  private static double median(Calibration made) {
    return made.curve().shares().isEmpty()
        ? 0.5
        : made.curve().shares().get(made.curve().shares().size() / 2) + 1e-9;
  }

  @Test
  void aSweepTrainsWhatAModelLeavesOutAndRepeatsNothing() throws IOException {
    List<String> args =
        List.of(
            "--dataset",
            dataset.toString(),
            "--kb",
            world.kb(),
            "--shape",
            SmallWorld.SHAPE.toString(),
            "--candidates",
            "names",
            "--vary",
            "ablate=inter+images",
            "--out",
            dir.resolve("sweep").toString(),
            "--set",
            "posts.images-root=" + world.sample(),
            "--set",
            "run.partitions=4",
            "--set",
            "train.epochs=1",
            "--set",
            "train.fraction=0.5");
    JobRun first = JobRun.of(new SweepJob(), args.toArray(String[]::new));
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
    assertThat(first.summary().path("failed").asInt()).isZero();
    Path run = dir.resolve("sweep/runs/ablate=inter+images");
    assertThat(Files.readString(run.resolve("model/config.json")))
        .contains("\"inter\"", "\"images\"");
    assertThat(Files.readAllLines(run.resolve("model/training/losses.csv")).get(0))
        .startsWith("epoch,loss,loss_score,loss_text,loss_image,mrr");
    assertThat(Files.readAllLines(dir.resolve("sweep/sweep.csv"))).hasSize(2);
    JobRun second = JobRun.of(new SweepJob(), args.toArray(String[]::new));
    assertThat(second.err()).contains("finished by an earlier run").doesNotContain("training ...");
    List<String> other = new ArrayList<>(args);
    other.addAll(List.of("--set", "train.epochs=2"));
    assertThat(
            JobRun.of(new SweepJob(), other.toArray(String[]::new))
                .summary()
                .path("error")
                .asText())
        .contains("other data or settings");
  }

  @Test
  void anEstimatorGivesAStageThatLinks() throws IOException {
    Settings settings =
        Settings.load(Optional.empty(), List.of("train.epochs=2", "run.partitions=4"));
    LinkerTrainer made =
        new LinkerTrainer()
            .setKb(world.kb())
            .setModel(world.model())
            .setDirectory(dir.resolve("fits").toString())
            .setImagesRoot(world.sample().toString())
            .setSettings(settings)
            .setValidationShare(0.2);
    SparkSession spark = LocalSpark.session();
    made.write().save(dir.resolve("trainer").toString());
    LinkerTrainer trainer = LinkerTrainer.read().load(dir.resolve("trainer").toString());
    DataSet data = new DataSet(dataset.toString());
    try (PostSource posts = data.read(spark, "train", Settings.defaults(), 4)) {
      Dataset<Row> mentions = DataSet.mentions(posts.posts(), world.kb(), settings);
      LinkerModel fitted = trainer.fit(mentions);
      fitted.write().save(dir.resolve("fitted").toString());
      LinkerModel again = LinkerModel.read().load(dir.resolve("fitted").toString());
      List<Row> links = again.transform(mentions).select("qid", "model_version").collectAsList();
      assertThat(links).hasSize((int) mentions.count());
      assertThat(links).anyMatch(link -> !link.isNullAt(0));
      assertThat(links.get(0).getString(1)).isNotEqualTo(ModelInfo.version(world.model()));
      String folder = fitted.getOrDefault(fitted.model());
      FileTime made1 =
          Files.getLastModifiedTime(Path.of(URI.create(folder)).resolve("config.json"));
      LinkerModel second = trainer.fit(mentions);
      assertThat(second.<String>getOrDefault(second.model())).isEqualTo(folder);
      assertThat(Files.getLastModifiedTime(Path.of(URI.create(folder)).resolve("config.json")))
          .isEqualTo(made1);
    }
  }

  @Test
  @Tag("slow")
  void clipLearnsAlongAndATrainingThatFinishedStays() throws IOException {
    String model = dir.resolve("joint").toString();
    JobRun joint = train(model, "train.clip=trained", "train.epochs=1");
    assertThat(joint.code()).as(joint.err()).isEqualTo(ExitCode.DONE);
    assertThat(joint.summary().path("model_version").asText()).hasSize(16);
    Files.delete(dir.resolve("joint/manifest.json"));
    JobRun elsewise = train(model, "train.epochs=1");
    assertThat(elsewise.code()).isEqualTo(ExitCode.INPUT);
    assertThat(elsewise.summary().path("error").asText())
        .contains("checkpoints of another training");
    Path broken = SmallWorld.copy(world.model(), dir.resolve("of-another-version"));
    String manifest = Files.readString(broken.resolve("manifest.json"));
    Files.writeString(
        broken.resolve("manifest.json"), manifest.replace("\"format\" : 2", "\"format\" : 3"));
    JobRun refused = annotate(broken, "refused", "link.top-k=1");
    assertThat(refused.code()).isEqualTo(ExitCode.INPUT);
    assertThat(refused.summary().path("error").asText())
        .contains("format 3", "this version reads 2");
    Files.writeString(dir.resolve("joint/manifest.json"), manifest);
    JobRun again = train(model, "train.epochs=1");
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.summary().path("error").asText()).contains("--overwrite");
  }

  @Test
  @Tag("slow")
  void clipIsTrainedFromNothingOnPicturesThenOnTexts() {
    String seeing = dir.resolve("seeing").toString();
    JobRun pictures = trainClip("images", world.model(), seeing, "train.epochs=2");
    assertThat(pictures.code()).as(pictures.err()).isEqualTo(ExitCode.DONE);
    assertThat(pictures.summary().path("images").asInt()).isGreaterThan(149);
    assertThat(pictures.summary().path("images_absent").asInt()).isEqualTo(1);
    assertThat(pictures.summary().path("images_truncated").asInt()).isEqualTo(1);
    assertThat(pictures.summary().path("train_nil").asInt()).isEqualTo(1);
    JobRun texts = trainClip("texts", seeing, dir.resolve("reading").toString(), "train.epochs=1");
    assertThat(texts.code()).as(texts.err()).isEqualTo(ExitCode.DONE);
    assertThat(texts.summary().path("texts").asInt()).isGreaterThan(239);
    assertThat(texts.summary().path("validation_mrr").asDouble()).isBetween(0.001, 1.0);
    assertThat(texts.summary().path("validated_on").asText()).isEqualTo("dev");
    String held = dir.resolve("reading-held-out").toString();
    JobRun chosen = trainClip("texts", seeing, held, "train.validate-on=train:0.3");
    assertThat(chosen.code()).as(chosen.err()).isEqualTo(ExitCode.DONE);
    assertThat(chosen.summary().path("texts").asInt())
        .isBetween(1, texts.summary().path("texts").asInt() - 1);
    assertThat(chosen.summary().path("validation_mrr").asDouble()).isBetween(0.001, 1.0);
    assertThat(ModelInfo.fact(held, "held_out")).contains("train:0.3 seed 43");
    JobRun again = trainClip("texts", seeing, seeing, "train.epochs=1");
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.summary().path("error").asText()).contains("is an input of this job");
  }

  private static JobRun trainClip(String pairs, String model, String out, String setting) {
    return JobRun.of(
        new TrainClipJob(),
        "--pairs",
        pairs,
        "--dataset",
        dataset.toString(),
        "--kb",
        world.kb(),
        "--model",
        model,
        "--out",
        out,
        "--set",
        "posts.images-root=" + world.sample(),
        "--set",
        "images.allowed-prefixes=" + dir,
        "--set",
        "run.partitions=4",
        "--set",
        setting);
  }

  @Test
  void nothingIsTrainedOnASetWithoutAnswers() throws IOException {
    Path unusable = Files.createDirectories(dir.resolve("unusable"));
    ArrayNode records = JSON.createArrayNode();
    records.add(record("1", "Nobody knows Elbonia.", "Elbonia", "nil"));
    Files.writeString(unusable.resolve("x_train.json"), records.toString());
    JobRun run =
        JobRun.of(
            new TrainJob(),
            "--dataset",
            unusable.toString(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve("never").toString());
    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(run.summary().path("error").asText()).contains("no usable mention", "nil=1");
    ArrayNode few = JSON.createArrayNode().add(records().get(0));
    for (int i = 0; i < 3; i++) {
      few.add(record("far-" + i, "Nobody knows Elbonia.", "Elbonia", "Q99999999" + i));
    }
    Files.writeString(unusable.resolve("x_train.json"), few.toString());
    JobRun strange =
        JobRun.of(
            new TrainJob(),
            "--dataset",
            unusable.toString(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve("never").toString());
    assertThat(strange.code()).isEqualTo(ExitCode.INPUT);
    assertThat(strange.summary().path("error").asText())
        .contains("does not fit", "of 4 mentions, 3", "not_in_kb=3");
    assertThat(dir.resolve("never/manifest.json")).doesNotExist();
  }

  private static JobRun train(String out, String... settings) {
    return trainFrom(world.model(), out, settings);
  }

  private static JobRun trainFrom(String start, String out, String... settings) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--dataset",
                dataset.toString(),
                "--kb",
                world.kb(),
                "--model",
                start,
                "--out",
                out,
                "--set",
                "posts.images-root=" + world.sample(),
                "--set",
                "images.allowed-prefixes=" + dir,
                "--set",
                "run.partitions=4"));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    return JobRun.of(new TrainJob(), args.toArray(String[]::new));
  }

  private static JobRun calibrate(
      Path model, String out, String split, String setting, String... more) {
    List<String> input = new ArrayList<>(List.of(more));
    input.addAll(List.of("--dataset", dataset.toString(), "--split", split));
    return linking(new CalibrateJob(), model, out, input, setting);
  }

  private static JobRun annotate(Path model, String out, String setting) {
    return linking(
        new AnnotateJob(),
        model,
        out,
        List.of("--posts", world.posts().toString(), "--allow-untrained"),
        setting);
  }

  private static JobRun linking(
      Job job, Path model, String out, List<String> input, String setting) {
    List<String> args = new ArrayList<>(input);
    args.addAll(List.of("--kb", world.kb(), "--model", model.toString(), "--table", world.table()));
    args.addAll(List.of("--out", dir.resolve(out).toString(), "--set", setting));
    args.addAll(List.of("--set", "posts.images-root=" + world.sample()));
    args.addAll(List.of("--set", "report.sample=0"));
    args.addAll(List.of("--set", "run.partitions=4", "--set", "quarantine.max-share=1"));
    return JobRun.of(job, args.toArray(String[]::new));
  }

  private static JobRun evaluate(String model, String table, String out) {
    return evaluate(model, table, out, "--split", "dev");
  }

  private static JobRun evaluate(String model, String table, String out, String... options) {
    List<String> args = new ArrayList<>(List.of("--dataset", dataset.toString()));
    args.addAll(List.of("--kb", world.kb(), "--model", model, "--table", table));
    args.addAll(List.of("--out", dir.resolve(out).toString()));
    args.addAll(List.of("--set", "posts.images-root=" + world.sample()));
    args.addAll(List.of("--set", "images.allowed-prefixes=" + dir, "--set", "run.partitions=4"));
    args.addAll(List.of(options));
    return JobRun.of(new EvaluateJob(), args.toArray(String[]::new));
  }

  /** The first picture of some records. */
  private static String picture(List<JsonNode> records) {
    return records.stream()
        .map(record -> record.path("imgPath").asText())
        .filter(path -> !path.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static double loss(String line) {
    return Double.parseDouble(line.split(",", -1)[1]);
  }

  /** More to calibrate on: the same mentions under other ids, so that others lose their entity. */
  private static ArrayNode thrice(List<JsonNode> records) {
    ArrayNode all = JSON.createArrayNode();
    for (JsonNode record : records) {
      for (String suffix : List.of("a", "b", "c")) {
        ObjectNode copy = record.deepCopy();
        all.add(copy.put("id", record.path("id").asText() + suffix));
      }
    }
    return all;
  }

  /** The mentions of the sample whose entity is known. */
  private static List<JsonNode> records() throws IOException {
    Map<String, JsonNode> posts = new HashMap<>();
    for (String line : Files.readAllLines(world.posts())) {
      if (line.startsWith("{\"post_id\":\"s")) {
        JsonNode post = JSON.readTree(line);
        posts.put(post.path("post_id").asText(), post);
      }
    }
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(world.sample().resolve(SampleCorpus.GOLD))) {
      JsonNode gold = JSON.readTree(line);
      JsonNode post = posts.get(gold.path("post_id").asText());
      if (post != null && gold.path("qid").isTextual()) {
        records.add(record(post, gold));
      }
    }
    return records;
  }

  private static JsonNode record(JsonNode post, JsonNode gold) {
    String mention = "";
    for (JsonNode candidate : post.path("mentions")) {
      if (candidate.path("mention_id").equals(gold.path("mention_id"))) {
        mention = candidate.path("text").asText();
      }
    }
    String id = post.path("post_id").asText() + "-" + gold.path("mention_id").asText();
    return JSON.createObjectNode()
        .put("id", id)
        .put("sentence", post.path("text").asText())
        .put("imgPath", post.path("images").path(0).path("uri").asText(""))
        .put("mentions", mention)
        .put("entities", "")
        .put("answer", gold.path("qid").asText());
  }

  private static JsonNode record(String id, String text, String mention, String answer) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("sentence", text)
        .put("imgPath", "")
        .put("mentions", mention)
        .put("entities", mention)
        .put("answer", answer);
  }

  private static void write(String name, ArrayNode records) throws IOException {
    Files.writeString(dataset.resolve(name), records.toString());
  }
}
