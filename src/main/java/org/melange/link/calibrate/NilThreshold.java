package org.melange.link.calibrate;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;
import org.melange.run.Fingerprint;

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

  /** Identifies the rule; empty if every link is kept. */
  public String version() {
    if (curve == null) {
      return "";
    }
    Fingerprint all = new Fingerprint().add(curve.features()).add(curve.intercept()).add(least);
    curve.weights().forEach(all::add);
    all.add(curve.logits().size());
    curve.logits().forEach(all::add);
    curve.shares().forEach(all::add);
    return all.shortHex();
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
