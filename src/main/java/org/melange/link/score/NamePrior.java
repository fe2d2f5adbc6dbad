package org.melange.link.score;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values that a mention's name adds to the scores of some entities; others keep theirs. Values are
 * not negative, so the rank of an entity without one can only become worse. Immutable.
 */
public final class NamePrior {

  /** Adds nothing. */
  public static final NamePrior NONE = new NamePrior(new int[0], new float[0]);

  private final int[] entities;
  private final float[] values;

  private NamePrior(int[] entities, float[] values) {
    this.entities = entities;
    this.values = values;
  }

  /**
   * A prior.
   *
   * @param values by an entity's index in the table
   * @throws IllegalArgumentException if an index is negative, or a value is negative or not finite
   */
  public static NamePrior of(Map<Integer, Float> values) {
    int[] entities = new int[values.size()];
    float[] sorted = new float[values.size()];
    int at = 0;
    for (Map.Entry<Integer, Float> value : new TreeMap<>(values).entrySet()) {
      entities[at] = value.getKey();
      sorted[at++] = value.getValue();
      if (value.getKey() < 0 || !(value.getValue() >= 0) || value.getValue().isInfinite()) {
        throw new IllegalArgumentException("not a prior of an entity: " + value);
      }
    }
    return new NamePrior(entities, sorted);
  }

  boolean isEmpty() {
    return entities.length == 0;
  }

  /** Indices of the entities with a value, ascending. */
  int[] entities() {
    return entities.clone();
  }

  /** The value that is added to the score of the entity at an index. */
  float of(int entity) {
    int at = Arrays.binarySearch(entities, entity);
    return at < 0 ? 0 : values[at];
  }
}
