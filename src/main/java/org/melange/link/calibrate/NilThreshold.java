package org.melange.link.calibrate;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides which links are kept: a calibration's curve with the least confidence of a link, or
 * neither, so that all links are kept and none has a confidence. Immutable.
 *
 * @param curve null for none
 * @param least the confidence below which a link becomes NIL
 */
public record NilThreshold(ConfidenceCurve curve, double least) implements Serializable {

  /** Every link is kept. */
  public static final NilThreshold NONE = new NilThreshold(null, 0);

  /** The rule of a calibration, with its own threshold unless {@code least} is given. */
  public static NilThreshold of(Optional<Calibration> calibration, OptionalDouble least) {
    return calibration
        .map(c -> new NilThreshold(c.curve(), least.orElse(c.threshold())))
        .orElse(NONE);
  }

  /** The probability that the best entity is the right one; null without a curve. */
  public Double confidence(ConfidenceFeatures evidence) {
    return curve == null ? null : Double.valueOf(curve.confidence(evidence));
  }

  /** Whether a link of this confidence, which may be null, is kept. */
  public boolean keeps(Double confidence) {
    return confidence == null || confidence >= least;
  }
}
