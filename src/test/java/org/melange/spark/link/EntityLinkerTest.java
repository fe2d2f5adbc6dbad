package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.row.Schemas;
import org.melange.spark.table.EntityTables;

/** The parameters of the linker and what follows from them. */
class EntityLinkerTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  private static EntityLinker linker(CandidateMode mode, double prior) {
    EntityLinker linker =
        new EntityLinker().setModel(world.model()).setTable(world.table()).setCandidateMode(mode);
    linker.set(linker.namePrior(), prior);
    return linker;
  }

  @Test
  void settingsSetEveryParameter() {
    EntityLinker linker =
        new EntityLinker()
            .setSettings(
                Settings.load(
                    Optional.empty(),
                    List.of(
                        "link.candidates=hybrid",
                        "link.name-prior=0.25",
                        "link.search=approximate",
                        "link.top-k=7",
                        "link.calibration=any-kb",
                        "link.min-confidence=0.5",
                        "features.batch-size=11")));
    assertThat(linker.mode()).isEqualTo(CandidateMode.HYBRID);
    assertThat(linker.getOrDefault(linker.namePrior())).isEqualTo(0.25);
    assertThat(linker.getOrDefault(linker.search())).isEqualTo("approximate");
    assertThat(linker.getOrDefault(linker.topK())).isEqualTo(7);
    assertThat(linker.getOrDefault(linker.calibration())).isEqualTo("any-kb");
    assertThat(linker.getOrDefault(linker.minConfidence())).isEqualTo(0.5);
    assertThat(linker.rows()).isEqualTo(11);
    assertThat(linker.times()).isEmpty();
    assertThat(linker.setSettings(Settings.defaults()).isDefined(linker.namePrior())).isFalse();
  }

  @Test
  void candidatesAreNeededWhereScoresOrConfidencesDependOnThem() {
    NilThreshold none = NilThreshold.NONE;
    assertThat(linker(CandidateMode.ALL, 0).needsCandidates(none)).isFalse();
    assertThat(linker(CandidateMode.ALL, 0.5).needsCandidates(none)).isTrue();
    assertThat(linker(CandidateMode.NAMES, 0).needsCandidates(none)).isTrue();
    assertThat(linker(CandidateMode.HYBRID, 0).needsCandidates(none)).isTrue();
    ConfidenceCurve curve = ConfidenceCurve.logistic(Collections.nCopies(8, 0.0), 0);
    assertThat(linker(CandidateMode.ALL, 0).needsCandidates(new NilThreshold(curve, 0.5))).isTrue();
  }

  @Test
  void schemasAskForCandidatesWhereScoresDependOnThem() {
    StructType features = new StructType().add("images", Schemas.POST.apply("images").dataType());
    for (var field : Schemas.FEATURES.fields()) {
      features = features.add(field);
    }
    StructType input = features;
    assertThat(linker(CandidateMode.ALL, 0).transformSchema(input).fieldNames())
        .startsWith("image_status", "qid", "label", "confidence");
    assertThatThrownBy(() -> linker(CandidateMode.NAMES, 0).transformSchema(input))
        .hasMessageContaining("no column 'candidates'");
    StructType linked = input.add("qid", "string");
    assertThatThrownBy(() -> linker(CandidateMode.ALL, 0).transformSchema(linked))
        .hasMessageContaining("the input has already: qid");
  }

  @Test
  void aLeastConfidenceNeedsACalibration() {
    EntityLinker linker = linker(CandidateMode.NAMES, 0);
    assertThat(linker.rule()).isEqualTo(NilThreshold.NONE);
    linker.setMinConfidence(0);
    assertThat(linker.rule()).isEqualTo(NilThreshold.NONE);
    linker.setMinConfidence(0.3);
    assertThatThrownBy(linker::rule)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContainingAll("0.3", world.model());
  }

  @Test
  void theThresholdIsTheCalibrationsUnlessOneIsSet() throws Exception {
    String model = SmallWorld.copy(world.model(), dir.resolve("model")).toString();
    ConfidenceCurve curve = ConfidenceCurve.logistic(Collections.nCopies(8, 0.0), 1);
    CalibrationStore.write(
        new Calibration(
            ModelInfo.version(model),
            EntityTables.knowledgeBaseOf(world.table()),
            new LinkingMode("names", 0.5),
            curve,
            0.75,
            Map.of()),
        model);
    EntityLinker linker = linker(CandidateMode.NAMES, 0.5).setModel(model);
    assertThat(linker.rule()).isEqualTo(new NilThreshold(curve, 0.75));
    assertThat(linker.setMinConfidence(0.9).rule()).isEqualTo(new NilThreshold(curve, 0.9));
    assertThatThrownBy(linker(CandidateMode.NAMES, 0.25).setModel(model)::rule)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("link.name-prior=0.25");
    assertThat(linker(CandidateMode.NAMES, 0.25).setModel(model).setCalibration("off").rule())
        .isEqualTo(NilThreshold.NONE);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    EntityLinker linker = new EntityLinker();
    assertThatThrownBy(() -> linker.setTopK(0)).hasMessageContaining("topK");
    assertThatThrownBy(() -> linker.setCalibration("on")).hasMessageContaining("calibration");
    assertThatThrownBy(() -> linker.setMinConfidence(1.5)).hasMessageContaining("minConfidence");
    assertThatThrownBy(() -> linker.set(linker.search(), "fast")).hasMessageContaining("search");
    assertThatThrownBy(() -> linker.set(linker.candidateMode(), "some"))
        .hasMessageContaining("candidateMode");
    assertThatThrownBy(() -> linker.set(linker.distribution(), "torrent"))
        .hasMessageContaining("distribution");
    assertThatThrownBy(() -> linker.set(linker.maxTableBytes(), 0L))
        .hasMessageContaining("maxTableBytes");
  }
}
