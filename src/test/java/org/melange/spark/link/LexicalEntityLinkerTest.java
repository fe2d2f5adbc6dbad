package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.testing.LocalSpark.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.lexical.LexicalConfidence;
import org.melange.link.lexical.LexicalFeature;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;

/** Links by names and descriptions on Spark. */
class LexicalEntityLinkerTest {

  private static final String MENTIONS =
      "mention string, text string, context string, description string";

  @TempDir static Path dir;
  private static KnowledgeBase base;

  @BeforeAll
  static void makeKnowledgeBase() {
    Dataset<Row> entities =
        rows(
            Schemas.ENTITY.toDDL(),
            List.of(
                entity("Q230", "Georgia", "Q6256", "country in the Caucasus"),
                entity("Q1428", "Georgia", "Q35657", "state of the United States of America"),
                entity("Q774", "Guatemala", "Q6256", "country in Central America")));
    base = KnowledgeBase.write(entities, dir.resolve("kb").toString(), Map.of());
  }

  private static String entity(String qid, String label, String type, String description) {
    return ("{\"qid\":\"%s\",\"label\":\"%s\",\"description\":\"%s\",\"aliases\":[],"
            + "\"types\":[\"%s\"],\"popularity\":0,\"images\":[],\"redirects\":[]}")
        .formatted(qid, label, description, type);
  }

  private static LexicalEntityLinker linker() {
    return new LexicalEntityLinker().setKb(base.directory());
  }

  private static Row linked(LexicalEntityLinker linker, String mention) {
    return linker.transform(rows(MENTIONS, List.of(mention))).first();
  }

  @Test
  void addsTheColumnsOfALink() {
    Row row =
        linked(
            linker().setMinConfidence(0),
            "{\"mention\":\"Georgia\",\"text\":\"mountains of the Caucasus\"}");
    assertThat(row.<String>getAs("qid")).isEqualTo("Q230");
    assertThat(row.<String>getAs("label")).isEqualTo("Georgia");
    assertThat(row.<String>getAs("image_status")).isEqualTo("unused");
    assertThat(row.<String>getAs("model_version")).isEqualTo(linker().version());
    assertThat(row.<String>getAs("kb_version")).isEqualTo(base.version());
    assertThat(row.<Double>getAs("confidence")).isBetween(0.0, 1.0);
    assertThat(row.<Float>getAs("score"))
        .isEqualTo(row.<Float>getAs("score_text") + row.<Float>getAs("score_name"));
    List<Row> candidates = row.getList(row.fieldIndex("candidates"));
    assertThat(candidates).extracting(c -> c.getAs("qid")).containsExactly("Q230", "Q1428");
    assertThat(row.<Float>getAs("margin"))
        .isEqualTo(
            candidates.get(0).<Float>getAs("score") - candidates.get(1).<Float>getAs("score"));
  }

  @Test
  void aMentionWithoutACandidateHasNoEntity() {
    Row row = linked(linker(), "{\"mention\":\"Xyzzy\",\"text\":\"a word\"}");
    for (String column : List.of("qid", "label", "confidence", "score", "margin")) {
      assertThat(row.isNullAt(row.fieldIndex(column))).as(column).isTrue();
    }
    assertThat(row.getList(row.fieldIndex("candidates"))).isEmpty();
    assertThat(row.<String>getAs("kb_version")).isEqualTo(base.version());
  }

  @Test
  void belowTheLeastConfidenceALinkBecomesNil() {
    Row row = linked(linker().setMinConfidence(1), "{\"mention\":\"Georgia\",\"text\":\"a map\"}");
    assertThat(row.isNullAt(row.fieldIndex("qid"))).isTrue();
    assertThat(row.getList(row.fieldIndex("candidates"))).hasSize(2);
    assertThat(row.<Double>getAs("confidence")).isLessThan(1);
  }

  @Test
  void contextAndDescriptionCountAsText() {
    String shown = "{\"mention\":\"Georgia\",\"text\":\"no hint\",\"%s\":\"state of America\"}";
    for (String column : List.of("context", "description")) {
      assertThat(linked(linker().setMinConfidence(0), shown.formatted(column)).<String>getAs("qid"))
          .isEqualTo("Q1428");
    }
  }

  @Test
  void givenCandidatesAreTheSameAsItsOwn() {
    Dataset<Row> mentions =
        rows(
            MENTIONS,
            List.of(
                "{\"mention\":\"Georgia\",\"text\":\"Caucasus\"}",
                "{\"mention\":\"Guatemalan\",\"text\":\"coffee\"}"));
    Dataset<Row> candidates = new CandidateGenerator().setKb(base.directory()).transform(mentions);
    assertThat(linker().transform(candidates.repartition(2)).collectAsList())
        .containsExactlyInAnyOrderElementsOf(linker().transform(mentions).collectAsList());
  }

  @Test
  void onlyInstancesOfTheTypesAreCandidates() {
    Dataset<Row> mentions =
        rows(
            MENTIONS,
            List.of(
                "{\"mention\":\"Georgia\",\"text\":\"mountains of the Caucasus\"}",
                "{\"mention\":\"Guatemala\",\"text\":\"coffee\"}"));
    LexicalEntityLinker states =
        linker().setMinConfidence(0).setSettings(settings("link.types=Q35657"));
    List<Row> links = states.transform(mentions).collectAsList();
    assertThat(links).extracting(link -> link.getAs("qid")).containsExactly("Q1428", null);
    assertThat(links.get(0).<Double>getAs("confidence"))
        .as("no other entity has the label")
        .isGreaterThan(
            linked(linker(), "{\"mention\":\"Georgia\",\"text\":\"state of the United States\"}")
                .<Double>getAs("confidence"));
    Dataset<Row> candidates = new CandidateGenerator().setKb(base.directory()).transform(mentions);
    assertThat(states.transform(candidates).collectAsList()).isEqualTo(links);
    assertThatThrownBy(() -> linker().setTypes(List.of("Q5")).transform(mentions))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("has no class Q5");
  }

  @Test
  void descriptionsAreThoseOfInstancesOfTheTypes() {
    Dataset<Row> mentions =
        rows(
            "mention string, text string, span_start int, span_end int",
            List.of("{\"mention\":\"Georgia\",\"text\":\"Georgia in the Caucasus\"}"));
    DescriptionEnricher enricher = new DescriptionEnricher().setKb(base.directory());
    for (String types : List.of("", "Q35657")) {
      Settings settings = settings("enrich.strategy=lexical", "link.types=" + types);
      assertThat(
              enricher
                  .setSettings(settings)
                  .transform(mentions)
                  .first()
                  .<String>getAs("description"))
          .isEqualTo(
              types.isEmpty()
                  ? "country in the Caucasus"
                  : "state of the United States of America");
    }
  }

  private static Settings settings(String... overrides) {
    return Settings.defaults().with(List.of(overrides));
  }

  @Test
  void settingsApply() {
    Settings settings =
        Settings.defaults()
            .with(List.of("link.top-k=1", "link.calibration=off", "link.max-candidates=7"));
    LexicalEntityLinker linker = linker().setSettings(settings);
    Row row = linked(linker, "{\"mention\":\"Georgia\",\"text\":\"a map\"}");
    assertThat(row.getList(row.fieldIndex("candidates"))).hasSize(1);
    assertThat(row.isNullAt(row.fieldIndex("confidence"))).isTrue();
    assertThat(linker.getOrDefault(linker.maxCandidates())).isEqualTo(7);
    assertThatThrownBy(
            () -> linked(linker.setMinConfidence(0.5), "{\"mention\":\"x\",\"text\":\"y\"}"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("asks for a calibration");
  }

  @Test
  void descriptionsAreChosenByAServiceOnly() {
    Settings defaults = Settings.defaults();
    assertThat(LexicalEntityLinker.settings(defaults).enrich().chooser().name()).isEqualTo("OFF");
    Settings service = defaults.with(List.of("enrich.endpoint=https://api.example.org/v1"));
    assertThat(LexicalEntityLinker.settings(service)).isEqualTo(service);
    Settings words = defaults.with(List.of("enrich.strategy=lexical"));
    assertThat(LexicalEntityLinker.settings(words)).isEqualTo(words);
  }

  @Test
  void filesBesideTheKnowledgeBaseOverrideTheShippedOnes(@TempDir Path temp) throws IOException {
    String kb = temp.resolve("kb").toString();
    copy(Path.of(base.directory()), Path.of(kb));
    LexicalWeights own =
        new LexicalWeights(Collections.nCopies(LexicalFeature.count(), 1.0), Map.of());
    LexicalFiles.write(own, kb);
    LexicalEntityLinker linker = new LexicalEntityLinker().setKb(kb);
    assertThat(linker.version()).isEqualTo(own.version());
    assertThat(linker.fittingCalibration()).as("the shipped one is of other weights").isEmpty();
    ConfidenceCurve flat =
        ConfidenceCurve.logistic(
            LexicalConfidence.FEATURES,
            Collections.nCopies(LexicalConfidence.FEATURES.size(), 0.0),
            0);
    CalibrationStore.write(calibration(own.version(), base.version(), flat), kb);
    Row row = linked(linker, "{\"mention\":\"Georgia\",\"text\":\"a map\"}");
    assertThat(row.<Double>getAs("confidence")).isEqualTo(0.5);
    CalibrationStore.write(calibration(own.version(), "other", flat), kb);
    assertThatThrownBy(linker::fittingCalibration)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("is stale");
    assertThat(linker.setCalibration("any-kb").fittingCalibration()).isPresent();
  }

  private static Calibration calibration(String version, String kb, ConfidenceCurve curve) {
    LinkingMode mode = LexicalFiles.MODE;
    return new Calibration(version, kb, mode, curve, 0.4, Map.of());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
