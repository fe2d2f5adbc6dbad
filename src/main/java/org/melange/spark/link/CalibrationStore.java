package org.melange.spark.link;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.CalibrationFeatures;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.model.ModelRef;
import org.melange.spark.table.EntityTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calibrations beside models, on any of Hadoop's file systems. */
public final class CalibrationStore {

  private static final Logger LOG = LoggerFactory.getLogger(CalibrationStore.class);

  private CalibrationStore() {}

  /** The calibration of the model at {@code model}, if it has one. */
  public static Optional<Calibration> of(String model) {
    return of(model, CalibrationFeatures.FEATURES);
  }

  /**
   * The calibration in a directory, if it has one.
   *
   * @param features names of the features that it must be of
   */
  static Optional<Calibration> of(String directory, List<String> features) {
    String file = directory + "/" + Calibration.FILE;
    try {
      return Optional.of(Calibration.parse(HadoopFiles.read(file), directory, features));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Writes a calibration beside its model or knowledge base, replacing any other. */
  public static void write(Calibration calibration, String directory) {
    HadoopFiles.write(directory + "/" + Calibration.FILE, calibration.toJson());
    LOG.info("Wrote calibration {} into {}", calibration.version(), directory);
  }

  /** The weight of the name prior that a model was calibrated with, if it was. */
  static OptionalDouble namePrior(ModelRef model) {
    Optional<Calibration> own =
        of(model.uri()).filter(found -> found.modelVersion().equals(model.version()));
    return own.isPresent()
        ? OptionalDouble.of(own.get().ranking().namePrior())
        : OptionalDouble.empty();
  }

  /**
   * The calibration that a run must use.
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
    found.ifPresentOrElse(
        calibration -> {
          calibration.requireFit(model.uri(), model.version(), kb, ranking);
          LOG.info(
              "Links are calibrated by {}/{} version {}, threshold {}",
              model.uri(),
              Calibration.FILE,
              calibration.version(),
              calibration.threshold());
        },
        () -> LOG.info("Model {} has no calibration: links have no confidence", model.uri()));
    return found;
  }

  /**
   * The rule of a calibration.
   *
   * @param fitting the calibration of a run, if there is one
   * @param least the least confidence of a link, if it is set
   * @param where what has the calibration, for messages
   * @throws JobException if a least confidence is set and there is no calibration
   */
  static NilThreshold rule(Optional<Calibration> fitting, OptionalDouble least, String where) {
    if (fitting.isEmpty() && least.orElse(0) > 0) {
      throw JobException.usage(
          "a least confidence of %s asks for a calibration, but %s has none or it is not used"
              .formatted(least.getAsDouble(), where));
    }
    return NilThreshold.of(fitting, least);
  }

  /** As settings and parameters spell it. */
  static String code(CalibrationUse use) {
    return use.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static boolean isUse(String code) {
    return Arrays.stream(CalibrationUse.values()).anyMatch(use -> code(use).equals(code));
  }
}
