package org.melange.spark.link;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.model.ModelRef;
import org.melange.spark.table.EntityTables;

/** Calibrations beside models, on any of Hadoop's file systems. */
public final class CalibrationStore {

  private CalibrationStore() {}

  /** The calibration of the model at {@code model}, if it has one. */
  public static Optional<Calibration> of(String model) {
    String file = model + "/" + Calibration.FILE;
    try {
      return Optional.of(Calibration.parse(HadoopFiles.read(file), model));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Puts a calibration beside its model, in place of another. */
  public static void write(Calibration calibration, String model) {
    HadoopFiles.write(model + "/" + Calibration.FILE, calibration.toJson());
  }

  /**
   * The calibration that a run has to use.
   *
   * @param table whose knowledge base it must be of
   * @param ranking how the run chooses
   * @throws JobException if there is one that does not fit
   */
  static Optional<Calibration> fitting(
      ModelRef model, String table, LinkingMode ranking, String use) {
    if (use.equals(code(CalibrationUse.OFF))) {
      return Optional.empty();
    }
    Optional<Calibration> found = of(model.uri());
    String kb =
        use.equals(code(CalibrationUse.ANY_KB)) ? null : EntityTables.knowledgeBaseOf(table);
    found.ifPresent(c -> c.requireFit(model.uri(), model.version(), kb, ranking));
    return found;
  }

  /** As it stands in settings and parameters. */
  static String code(CalibrationUse use) {
    return use.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static boolean isUse(String code) {
    return Arrays.stream(CalibrationUse.values()).anyMatch(use -> code(use).equals(code));
  }
}
