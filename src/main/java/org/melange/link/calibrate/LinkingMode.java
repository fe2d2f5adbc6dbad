package org.melange.link.calibrate;

import java.io.Serializable;

/**
 * How a mention's entity is chosen: what confidences depend on.
 *
 * @param candidates among which entities: {@code names}, {@code all} or {@code hybrid}
 * @param namePrior what the full weight of a name adds to a score
 */
public record LinkingMode(String candidates, double namePrior) implements Serializable {

  @Override
  public String toString() {
    return "link.candidates=" + candidates + ", link.name-prior=" + namePrior;
  }
}
