package org.melange.link.row;

import java.io.Serializable;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a model adds to the score of a candidate for its name. Immutable.
 *
 * <p>Every candidate by name gets {@code weight} times the weight of its name, which is at most 1.
 * Entities whose label equals the mention get {@code floor + weight} in addition. So they are not
 * beaten by others, if scores without names differ by less than {@code floor}.
 *
 * @param weight on the scale of scores; 0: the model alone ranks
 * @param floor on the scale of scores; 0: other names may beat an equal label
 */
public record NameTerm(double weight, double floor) implements Serializable {

  /** Names add nothing. */
  public static final NameTerm NONE = new NameTerm(0, 0);

  /** For a matcher with random weights, whose scores are some tens at most: names decide. */
  public static final NameTerm UNTRAINED = new NameTerm(64, 1024);

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
   * @param labelled whether its label equals the mention
   */
  public float value(double nameWeight, boolean labelled) {
    float raise = floor > 0 && labelled ? (float) (floor + weight) : 0;
    return (float) weight * (float) nameWeight + raise;
  }
}
