package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.config.Precision;
import org.melange.job.SmallWorld;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.ConfidenceCurve;
import org.melange.link.calibrate.LinkingMode;
import org.melange.run.JobException;
import org.melange.spark.model.ModelRef;
import org.melange.spark.table.EntityTables;

/** Calibrations beside models: found, and refused where they do not fit. */
class CalibrationStoreTest {

  private static final LinkingMode NAMES = new LinkingMode("names", 0.5);

  private final SmallWorld world = SmallWorld.get();

  @TempDir private Path dir;
  private ModelRef model;

  @BeforeEach
  void nameModel() {
    model = new ModelRef(dir.toString(), "model-1", DeviceChoice.CPU, Precision.FLOAT32, 1);
  }

  @Test
  void aModelMayHaveNone() {
    assertThat(CalibrationStore.of(dir.toString())).isEmpty();
    assertThat(CalibrationStore.fitting(model, world.table(), NAMES, "auto")).isEmpty();
  }

  @Test
  void whatWasWrittenIsRead() {
    Calibration calibration = calibration("model-1", "kb-1");
    CalibrationStore.write(calibration, dir.toString());
    assertThat(CalibrationStore.of(dir.toString())).contains(calibration);
    Calibration other = calibration("model-1", "kb-2");
    CalibrationStore.write(other, dir.toString());
    assertThat(CalibrationStore.of(dir.toString())).contains(other);
  }

  @Test
  void theOneThatFitsIsUsed() {
    Calibration calibration = calibration("model-1", EntityTables.knowledgeBaseOf(world.table()));
    CalibrationStore.write(calibration, dir.toString());
    assertThat(CalibrationStore.fitting(model, world.table(), NAMES, "auto")).contains(calibration);
  }

  @Test
  void anotherKnowledgeBaseIsRefusedUnlessAnyWillDo() {
    Calibration calibration = calibration("model-1", "kb-of-before");
    CalibrationStore.write(calibration, dir.toString());
    assertThatThrownBy(() -> CalibrationStore.fitting(model, world.table(), NAMES, "auto"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("kb-of-before");
    assertThat(CalibrationStore.fitting(model, world.table(), NAMES, "any-kb"))
        .contains(calibration);
  }

  @Test
  void anotherModelOrLinkingModeIsRefused() {
    CalibrationStore.write(calibration("model-0", "kb-1"), dir.toString());
    assertThatThrownBy(() -> CalibrationStore.fitting(model, world.table(), NAMES, "any-kb"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("model-0");
    CalibrationStore.write(calibration("model-1", "kb-1"), dir.toString());
    LinkingMode all = new LinkingMode("all", 0.5);
    assertThatThrownBy(() -> CalibrationStore.fitting(model, world.table(), all, "any-kb"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("link.candidates=names");
  }

  @Test
  void whereNoneIsToBeUsedNoneIsRead() throws IOException {
    Files.writeString(dir.resolve(Calibration.FILE), "damaged");
    assertThat(CalibrationStore.fitting(model, world.table(), NAMES, "off")).isEmpty();
    assertThatThrownBy(() -> CalibrationStore.fitting(model, world.table(), NAMES, "auto"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(Calibration.FILE);
  }

  @Test
  void usesAreSpelledAsInSettings() {
    assertThat(CalibrationStore.code(CalibrationUse.ANY_KB)).isEqualTo("any-kb");
    for (CalibrationUse use : CalibrationUse.values()) {
      assertThat(CalibrationStore.isUse(CalibrationStore.code(use))).isTrue();
    }
    assertThat(CalibrationStore.isUse("any_kb")).isFalse();
  }

  private static Calibration calibration(String modelVersion, String kbVersion) {
    ConfidenceCurve curve = ConfidenceCurve.logistic(Collections.nCopies(8, 0.25), -1);
    return new Calibration(modelVersion, kbVersion, NAMES, curve, 0.4, Map.of("mentions", 12));
  }
}
