package org.melange.link.row;

/** How the numbers of an entity's vectors are rounded before they are kept. */
@FunctionalInterface
public interface RoundingSlack {

  /** They are kept as they are. */
  RoundingSlack NONE = value -> value;

  /** {@code value} as it will be read again. */
  float round(float value);

  /** Rounds all of {@code values} where they stand, and gives them back. */
  default float[] round(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i]);
    }
    return values;
  }
}
