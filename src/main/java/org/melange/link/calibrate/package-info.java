/**
 * Calibration of links: from the scores of a mention's best entities to the probability that the
 * link is right, and the threshold below which the mention has no link (NIL).
 *
 * <p>{@link org.melange.link.calibrate.ConfidenceFeatures} of a link go into a {@link
 * org.melange.link.calibrate.ConfidenceCurve}; {@link org.melange.link.calibrate.NilThreshold}
 * decides. {@link org.melange.link.calibrate.Calibration} is the file that holds both. Fitting
 * needs Spark and is in {@code spark.learn}. Depends on {@code link.row} alone.
 */
package org.melange.link.calibrate;
