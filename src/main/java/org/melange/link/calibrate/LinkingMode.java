package org.melange.link.calibrate;

import java.io.Serializable;

/**
 * How a mention's entity is chosen, which confidences depend on. Immutable.
 *
 * @param candidates among which entities: {@code names}, {@code all} or {@code hybrid}
 * @param namePrior score added for a name of full weight
 */
public record LinkingMode(String candidates, double namePrior) implements Serializable {

  @Override
  public String toString() {
    return "link.candidates=" + candidates + ", link.name-prior=" + namePrior;
  }
}
