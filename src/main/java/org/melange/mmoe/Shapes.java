package org.melange.mmoe;

/** Arithmetic on shapes. */
final class Shapes {

  private Shapes() {}

  /** The number of elements of a tensor of this shape. */
  static long count(long... shape) {
    long count = 1;
    for (long dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }
}
