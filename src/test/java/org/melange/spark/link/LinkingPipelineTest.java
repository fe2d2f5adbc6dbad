package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.link.calibrate.LinkingMode;
import org.melange.run.JobException;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.row.PostCodec;
import org.melange.spark.table.EntityTables;
import org.melange.testing.LocalSpark;

/** The transformers that link mentions, put together as every job puts them together. */
class LinkingPipelineTest {

  private static final String ALL = "link.candidates=all";
  private static final String NAMES = "link.candidates=names";
  private static final String NO_PRIOR = "link.name-prior=0";

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  private static LinkingPipeline pipeline(String model, String kb, String... settings) {
    return new LinkingPipeline(
        new LinkingPipeline.Inputs(kb, model, world.table(), world.sample().toString()),
        Settings.load(Optional.empty(), List.of(settings)));
  }

  private static Dataset<Row> mentions() {
    return LocalSpark.rows(
        "mention string, text string, images array<struct<uri: string, bytes: binary>>",
        List.of(
            "{\"mention\": \"Monaco\", \"text\": \"Monaco at night\", \"images\": []}",
            "{\"mention\": \"Georgia\", \"text\": \"Georgia in spring\", \"images\": []}",
            "{\"mention\": \"zzzzqqqq\", \"text\": \"unknown\", \"images\": []}"));
  }

  @Test
  void candidatesAreLookedUpWhereScoresDependOnThem() {
    List<Row> links = pipeline(world.model(), world.kb(), NAMES).link(mentions()).collectAsList();
    assertThat(links.get(0).<String>getAs("qid")).startsWith("Q");
    assertThat(links.get(2).<String>getAs("qid")).isNull();
    assertThatThrownBy(() -> pipeline(world.model(), dir.toString(), NAMES).link(mentions()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void whereNothingDependsOnCandidatesTheKnowledgeBaseIsNotRead() {
    LinkingPipeline pipeline = pipeline(world.model(), dir.toString(), ALL, NO_PRIOR);
    List<Row> links = pipeline.link(mentions()).collectAsList();
    assertThat(links).allMatch(link -> link.<String>getAs("qid") != null);
    assertThat(pipeline.times().orElseThrow().pairs().value())
        .isEqualTo(3L * EntityTables.files(world.table()).entities());
  }

  @Test
  void candidatesThatAreThereAreUsed() {
    LinkingPipeline pipeline = pipeline(world.model(), dir.toString(), NAMES);
    String qid = "Q" + EntityTables.files(world.table()).segments().get(0).first();
    Dataset<Row> mentions =
        mentions()
            .withColumn(
                "candidates",
                expr(
                    "array(named_struct('qid', '"
                        + qid
                        + "', 'match', 'exact', 'weight', cast(1 as double)))"));
    assertThat(pipeline.link(mentions).collectAsList())
        .allMatch(link -> link.<String>getAs("qid").equals(qid));
  }

  @Test
  void schemasAreThoseOfTheLinks() {
    for (String mode : List.of(ALL, NAMES)) {
      LinkingPipeline pipeline = pipeline(world.model(), world.kb(), mode, NO_PRIOR);
      assertThat(pipeline.transformSchema(mentions().schema()).fieldNames())
          .isEqualTo(pipeline.link(mentions()).columns())
          .startsWith("mention", "text", "image_status", "qid");
    }
    assertThatThrownBy(
            () -> pipeline(world.model(), world.kb(), ALL).link(mentions().drop("images")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column 'images'");
  }

  @Test
  void aCalibrationIsReadOnceAndAsksForCandidates() throws IOException {
    String model = calibratedModel();
    LinkingPipeline pipeline = pipeline(model, world.kb(), ALL, NO_PRIOR);
    pipeline.requireUsable(LocalSpark.session());
    Files.delete(Path.of(model, Calibration.FILE));
    List<Row> links = pipeline.link(mentions()).collectAsList();
    assertThat(links).allMatch(link -> link.<Double>getAs("confidence") == 0.5);
    List<Row> without = pipeline(model, world.kb(), ALL, NO_PRIOR).link(mentions()).collectAsList();
    assertThat(without).allMatch(link -> link.<Double>getAs("confidence") == null);
    assertThat(links)
        .extracting(LinkingPipelineTest::link)
        .isEqualTo(without.stream().map(LinkingPipelineTest::link).toList());
  }

  private static String link(Row row) {
    return row.getAs("qid") + " " + row.getAs("score") + " " + row.getAs("margin");
  }

  @Test
  void aPipelineWithoutCalibrationListsAsManyEntitiesAsAsked() throws IOException {
    String model = calibratedModel();
    List<Row> links =
        pipeline(model, world.kb(), ALL, NO_PRIOR).uncalibrated(3).link(mentions()).collectAsList();
    assertThat(links)
        .allMatch(link -> link.<Double>getAs("confidence") == null)
        .allMatch(link -> PostCodec.list(link, "candidates").size() == 3);
  }

  @Test
  void whatCannotBeUsedIsSaidBeforeAnythingIsComputed() {
    LinkingPipeline sure = pipeline(world.model(), world.kb(), "link.min-confidence=0.5");
    assertThatThrownBy(() -> sure.requireUsable(LocalSpark.session()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("0.5");
    LinkingPipeline near = pipeline(world.model(), world.kb(), ALL, "link.search=approximate");
    assertThatThrownBy(() -> near.requireUsable(LocalSpark.session()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("has no index");
    pipeline(world.model(), world.kb(), NAMES, "link.search=approximate")
        .requireUsable(LocalSpark.session());
  }

  @Test
  void anEvaluationRanksAmongWhatItIsToldTo() {
    LinkingPipeline pipeline = pipeline(world.model(), world.kb(), NAMES, NO_PRIOR);
    Dataset<Row> answered =
        pipeline
            .features()
            .transform(pipeline.candidates(20).transform(mentions()))
            .withColumn("gold_qid", expr("try_element_at(candidates.qid, 1)"))
            .filter(col("gold_qid").isNotNull());
    List<Row> names = pipeline.ranker(CandidateMode.NAMES).transform(answered).collectAsList();
    List<Row> all = pipeline.ranker(CandidateMode.ALL).transform(answered).collectAsList();
    for (int m = 0; m < names.size(); m++) {
      assertThat(names.get(m).<Integer>getAs("rank"))
          .isPositive()
          .isLessThanOrEqualTo(PostCodec.list(names.get(m), "candidates").size())
          .isLessThanOrEqualTo(all.get(m).<Integer>getAs("rank"));
    }
    assertThat(names).hasSizeGreaterThan(1);
  }

  @Test
  void aModelOfSparkMlLinksTheSame() throws IOException {
    LinkerModel model =
        new LinkerModel("linker")
            .with(world.model(), world.table(), world.kb())
            .setImagesRoot(world.sample().toString());
    model.save(dir.resolve("saved").toString());
    LinkerModel read = LinkerModel.read().load(dir.resolve("saved").toString());
    assertThat(read.uid()).isEqualTo("linker");
    assertThat(json(read.transform(mentions())))
        .isEqualTo(json(pipeline(world.model(), world.kb()).link(mentions())));
    assertThat(read.transformSchema(mentions().schema()).fieldNames())
        .isEqualTo(read.transform(mentions()).columns());
  }

  private static List<String> json(Dataset<Row> rows) {
    return rows.toJSON().collectAsList();
  }

  /** A copy of the model with a calibration by which every link has a confidence of one half. */
  private String calibratedModel() throws IOException {
    String model = SmallWorld.copy(world.model(), dir.resolve("model")).toString();
    CalibrationStore.write(
        new Calibration(
            ModelInfo.version(model),
            EntityTables.knowledgeBaseOf(world.table()),
            new LinkingMode("all", 0),
            ConfidenceCurve.logistic(Collections.nCopies(8, 0.0), 0),
            0.25,
            Map.of()),
        model);
    return model;
  }
}
