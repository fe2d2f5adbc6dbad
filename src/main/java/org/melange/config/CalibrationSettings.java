package org.melange.config;

/**
 * {@code calibrate.*}: how confidences are fitted.
 *
 * @param nilShare the share of mentions whose correct entity is hidden
 * @param targetPrecision the precision that the threshold is chosen for
 * @param method the regression from features of a link to its confidence
 * @param folds the number of folds of the cross-validation
 * @param seed seed of the hidden entities and of the folds
 */
public record CalibrationSettings(
    double nilShare, double targetPrecision, CalibrationMethod method, int folds, long seed) {

  /** The regression from features of a link to its confidence. */
  public enum CalibrationMethod {
    /** The one of the two with the lower Brier score in cross-validation. */
    AUTO,
    /** A logistic regression. */
    LOGISTIC,
    /** An isotonic regression on top of the logistic one. */
    ISOTONIC
  }

  static CalibrationSettings read(ConfigReader in) {
    return new CalibrationSettings(
        in.share("calibrate.nil-share"),
        in.share("calibrate.target-precision"),
        in.oneOf("calibrate.method", CalibrationMethod.class),
        in.integer("calibrate.folds", 2, 100),
        in.number("calibrate.seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
