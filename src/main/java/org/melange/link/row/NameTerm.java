package org.melange.link.row;

import java.io.Serializable;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a model adds to the score of a candidate for its name. Immutable.
 *
 * <p>Every candidate by name gets {@code weight} times the weight of its name, which is at most 1.
 * Where an entity has the mention as its label, the candidates whose names equal the mention get
 * {@code floor + weight} in addition. So a name that is only similar does not beat them, if scores
 * without names differ by less than {@code floor}.
 *
 * @param weight on the scale of scores; 0: the model alone ranks
 * @param floor on the scale of scores; 0: similar names may beat equal ones
 */
public record NameTerm(double weight, double floor) implements Serializable {

  /** Names add nothing. */
  public static final NameTerm NONE = new NameTerm(0, 0);

  /**
   * @throws IllegalArgumentException if a value is negative or not finite, or there is a floor
   *     without a weight
   */
  public NameTerm {
    if (!isSize(weight) || !isSize(floor) || (floor > 0 && weight == 0)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "not a name term: weight %s, floor %s", weight, floor));
    }
  }

  private static boolean isSize(double value) {
    return value >= 0 && value <= Float.MAX_VALUE;
  }

  /** Whether scores depend on names. */
  public boolean isUsed() {
    return weight > 0;
  }

  /** This term with another weight; without a weight, the floor is dropped, too. */
  public NameTerm withWeight(double other) {
    return new NameTerm(other, other == 0 ? 0 : floor);
  }

  /** This term with another weight, if there is one. */
  public NameTerm withWeight(OptionalDouble other) {
    return other.isPresent() ? withWeight(other.getAsDouble()) : this;
  }

  /**
   * The value of a candidate.
   *
   * @param nameWeight weight of its name, 0 to 1
   * @param equal whether one of its names equals the mention
   * @param labelled whether an entity has the mention as its label
   */
  public float value(double nameWeight, boolean equal, boolean labelled) {
    boolean raised = floor > 0 && equal && labelled;
    return (float) weight * (float) nameWeight + (raised ? (float) (floor + weight) : 0);
  }
}
