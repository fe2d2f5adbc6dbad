package org.melange.link.calibrate;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How confident links are, and which of them stand: a calibration's curve with the least confidence
 * of a link, or nothing, so that all links stand and none has a confidence.
 *
 * @param curve null for none
 * @param least the confidence below which a link becomes NIL
 */
public record NilThreshold(ConfidenceCurve curve, double least) implements Serializable {

  /** Every link stands. */
  public static final NilThreshold NONE = new NilThreshold(null, 0);

  /** The rule of a calibration, with its own threshold unless {@code least} is given. */
  public static NilThreshold of(Optional<Calibration> calibration, OptionalDouble least) {
    return calibration
        .map(c -> new NilThreshold(c.curve(), least.orElse(c.threshold())))
        .orElse(NONE);
  }

  /** How sure it is that the best entity is the right one; null where nobody knows. */
  public Double confidence(CalibrationFeatures evidence) {
    return curve == null ? null : Double.valueOf(curve.confidence(evidence));
  }

  /** Whether a link of this confidence, which may be null, stands. */
  public boolean stands(Double confidence) {
    return confidence == null || confidence >= least;
  }
}
