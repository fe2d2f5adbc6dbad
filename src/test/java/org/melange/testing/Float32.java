package org.melange.testing;

/**
 * How far two float32 results may be apart where libtorch computes one of them in another batch, or
 * on another processor: it chooses the order of sums by shape, number of threads and instruction
 * set. A tolerance from here holds wherever IEEE 754 does; one that was observed does not.
 */
public final class Float32 {

  /** The relative error of one rounding. */
  private static final double UNIT_ROUNDOFF = 1.0 / (1 << 24);

  private Float32() {}

  /**
   * For results of chained sums: each is off by {@code n u Σ|a_i b_i|} at most, so two are apart by
   * twice that.
   *
   * @param products how many products one result is summed from, over all layers before it
   * @param magnitude the largest sum of the products' magnitudes
   */
  public static float ofSums(int products, double magnitude) {
    return (float) (2 * products * UNIT_ROUNDOFF * magnitude);
  }
}
