package org.melange.link.score;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the text of a mention says by itself for some entities: a value that is added to the score
 * of each, and nothing for all others. Values are not negative, so that an entity without one can
 * only fall behind by it. Immutable.
 */
public final class NamePrior {

  /** Says nothing. */
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
   * @throws IllegalArgumentException if an index is negative, or a value is negative or no number
   */
  public static NamePrior of(Map<Integer, Float> values) {
    int[] entities = new int[values.size()];
    float[] sorted = new float[values.size()];
    int at = 0;
    for (Map.Entry<Integer, Float> value : new TreeMap<>(values).entrySet()) {
      entities[at] = value.getKey();
      sorted[at++] = value.getValue();
      if (value.getKey() < 0 || !(value.getValue() >= 0) || value.getValue().isInfinite()) {
        throw new IllegalArgumentException("no prior of an entity: " + value);
      }
    }
    return new NamePrior(entities, sorted);
  }

  boolean isEmpty() {
    return entities.length == 0;
  }

  /** Indices of the entities that it says something for, ascending. */
  int[] entities() {
    return entities.clone();
  }

  /** What is added to the score of the entity at an index. */
  float of(int entity) {
    int at = Arrays.binarySearch(entities, entity);
    return at < 0 ? 0 : values[at];
  }
}
