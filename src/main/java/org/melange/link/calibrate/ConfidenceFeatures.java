package org.melange.link.calibrate;

import java.util.List;

/** Numbers that the confidence of a link is computed from. None depends on other mentions. */
public interface ConfidenceFeatures {

  /** Names of the values of {@link #vector()}, in its order. */
  List<String> names();

  /** The values. */
  double[] vector();
}
