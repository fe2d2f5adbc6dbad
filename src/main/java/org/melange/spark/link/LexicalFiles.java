package org.melange.spark.link;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.lexical.LexicalConfidence;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights and the calibration that a knowledge base is linked with where there is no model:
 * those beside the knowledge base, else those that ship with Melange.
 */
public final class LexicalFiles {

  /** How the linker chooses entities. */
  public static final LinkingMode MODE = new LinkingMode("lexical", 0);

  private static final Logger LOG = LoggerFactory.getLogger(LexicalFiles.class);
  private static final String SHIPPED_CALIBRATION = "lexical-calibration.json";
  private static final String SHIPPED = "Melange";

  private LexicalFiles() {}

  /** The weights for the knowledge base in a directory. */
  public static LexicalWeights weights(String kb) {
    String file = kb + "/" + LexicalWeights.FILE;
    try {
      return LexicalWeights.parse(HadoopFiles.read(file), file);
    } catch (FileNotFoundException e) {
      return LexicalWeights.shipped();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Writes weights beside a knowledge base, replacing any other. */
  public static void write(LexicalWeights weights, String kb) {
    HadoopFiles.write(kb + "/" + LexicalWeights.FILE, weights.toJson());
    LOG.info("Wrote weights {} beside knowledge base {}", weights.version(), kb);
  }

  /**
   * The calibration for links of a knowledge base: the one beside it, else the shipped one if it is
   * of the same weights.
   *
   * @param use whether a calibration is used, as {@code link.calibration} says
   * @throws org.melange.run.JobException if the one beside the knowledge base does not fit
   */
  static Optional<Calibration> calibration(KnowledgeBase base, LexicalWeights weights, String use) {
    if (use.equals(CalibrationStore.code(CalibrationUse.OFF))) {
      return Optional.empty();
    }
    Optional<Calibration> own = CalibrationStore.of(base.directory(), LexicalConfidence.FEATURES);
    own.ifPresent(
        calibration ->
            calibration.requireFit(
                base.directory(),
                weights.version(),
                use.equals(CalibrationStore.code(CalibrationUse.ANY_KB)) ? null : base.version(),
                MODE));
    Optional<Calibration> found = own.or(() -> shipped(weights));
    LOG.info(
        "Links by names and descriptions have {} and {}",
        weights.version(),
        found.map(c -> "calibration " + c.version()).orElse("no calibration"));
    return found;
  }

  private static Optional<Calibration> shipped(LexicalWeights weights) {
    try (InputStream input = LexicalLinker.class.getResourceAsStream(SHIPPED_CALIBRATION)) {
      Calibration shipped =
          Calibration.parse(
              new String(input.readAllBytes(), StandardCharsets.UTF_8),
              SHIPPED,
              LexicalConfidence.FEATURES);
      return Optional.of(shipped).filter(c -> c.modelVersion().equals(weights.version()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
