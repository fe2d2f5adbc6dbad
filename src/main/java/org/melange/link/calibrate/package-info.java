/**
 * Calibration: from scores to the confidence of a link, and the threshold below which a link is
 * NIL.
 */
package org.melange.link.calibrate;
