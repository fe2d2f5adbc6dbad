package org.melange.link.row;

/**
 * How the values of an entity's vectors are rounded before they are stored. Implementations are
 * stateless and safe for any number of threads.
 */
@FunctionalInterface
public interface Rounding {

  /** They are stored as they are. */
  Rounding NONE = value -> value;

  /** {@code value} as it will be read again. */
  float round(float value);

  /** Rounds all of {@code values} in place, and returns them. */
  default float[] round(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i]);
    }
    return values;
  }
}
