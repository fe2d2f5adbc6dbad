package org.melange.tensor;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;

/**
 * A dense tensor on the heap, row-major.
 *
 * @param shape its dimensions; empty for a scalar; not copied, must not be modified
 * @param data its elements; not copied, must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copies of weights would cost memory
public record Tensor(long[] shape, float[] data) {

  /** Requires a shape with the number of elements. */
  public Tensor {
    requireNonNull(data, "data");
    if (elements(shape) != data.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has %d elements, found %d",
              Arrays.toString(shape),
              elements(shape),
              data.length));
    }
  }

  /**
   * The number of elements of a tensor of this shape.
   *
   * @throws ArithmeticException if it does not fit a {@code long}
   * @throws IllegalArgumentException if a dimension is negative
   */
  public static long elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }
}
