package org.melange.link.table;

import org.melange.link.row.EntityLayout;

/**
 * How rows of a layout lie in the sections of a segment, without gaps.
 *
 * <pre>
 * head, float32 or float16   coarse | bounds
 * head, int8                 coarse in bytes | scale | error | bounds
 * coarse, int8               coarse in float16
 * tail                       vectors | scalars
 * </pre>
 *
 * Scale, error, bounds and scalars are float32.
 *
 * @param layout of the rows
 * @param precision of their vectors
 */
record RowShape(EntityLayout layout, Precision precision) {

  /** Numbers in a head besides its coarse part. */
  int bounds() {
    return layout.headWidth() - layout.coarseWidth();
  }

  /** Bytes of a head. */
  int headStride() {
    return boundsAt() + Float.BYTES * bounds();
  }

  /** From the start of a head to its bounds. */
  int boundsAt() {
    return bytewise() ? layout.coarseWidth() + 2 * Float.BYTES : exactStride();
  }

  /** Whether heads hold bytes, and the numbers that scores are computed from lie elsewhere. */
  boolean bytewise() {
    return precision == Precision.INT8;
  }

  /** Bytes of a coarse part that scores are computed from. */
  int exactStride() {
    return layout.coarseWidth() * precision.bytes();
  }

  /**
   * Where a tail starts.
   *
   * @param index its place
   * @param numbers in the tails before it
   */
  long tailStart(int index, int numbers) {
    long scalars = (long) index * layout.scalars().length;
    return (numbers - scalars) * precision.bytes() + scalars * Float.BYTES;
  }
}
