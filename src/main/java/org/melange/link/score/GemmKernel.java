package org.melange.link.score;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product that all scores are made of: rows of entities times {@link PanelColumns} of a
 * group of mentions.
 *
 * <p>Eight rows times two vectors are summed at a time. So 16 sums stay in registers, each value
 * loaded from the panel is used eight times, and each value of a row for the complete group. Each
 * sum runs over the depth from first to last with fused multiply-adds.
 */
final class GemmKernel {

  private static final int ROWS = 8;

  private GemmKernel() {}

  /**
   * Computes {@code out[r outStride + j GROUP + lane]}: the sum over c of {@code rows[starts[r] +
   * rowOffset + c]} times value c of column j in a lane.
   *
   * @param rows holds the rows
   * @param starts where each row starts in {@code rows}
   * @param count number of rows
   * @param outStride from the products of one row to those of the next
   */
  static void of(
      float[] rows, int[] starts, int count, PanelColumns columns, float[] out, int outStride) {
    for (int j = 0; j < columns.count(); j++) {
      if (count == 1) {
        one(rows, starts[0], columns, j, out);
      } else {
        for (int r = 0; r < count; r += ROWS) {
          eight(rows, starts, r, count - 1, columns, j, out, outStride);
        }
      }
    }
  }

  private static void one(float[] rows, int start, PanelColumns columns, int j, float[] out) {
    float[] panel = columns.values();
    int depth = columns.depth();
    int from = columns.from() + j * depth * SimdLanes.GROUP;
    int row = start + columns.rowOffset();
    FloatVector left = FloatVector.zero(SimdLanes.SPECIES);
    FloatVector right = left;
    for (int c = 0; c < depth; c++) {
      FloatVector x = FloatVector.broadcast(SimdLanes.SPECIES, rows[row + c]);
      left =
          x.fma(FloatVector.fromArray(SimdLanes.SPECIES, panel, from + c * SimdLanes.GROUP), left);
      right =
          x.fma(
              FloatVector.fromArray(
                  SimdLanes.SPECIES, panel, from + c * SimdLanes.GROUP + SimdLanes.WIDTH),
              right);
    }
    store(left, right, out, j * SimdLanes.GROUP);
  }

  /** Rows r to r + 7; where there are fewer, the last one is computed again. */
  private static void eight(
      float[] rows,
      int[] starts,
      int r,
      int last,
      PanelColumns columns,
      int j,
      float[] out,
      int outStride) {
    float[] panel = columns.values();
    int depth = columns.depth();
    int from = columns.from() + j * depth * SimdLanes.GROUP;
    int shift = columns.rowOffset();
    int a0 = starts[r] + shift;
    int a1 = starts[Math.min(r + 1, last)] + shift;
    int a2 = starts[Math.min(r + 2, last)] + shift;
    int a3 = starts[Math.min(r + 3, last)] + shift;
    int a4 = starts[Math.min(r + 4, last)] + shift;
    int a5 = starts[Math.min(r + 5, last)] + shift;
    int a6 = starts[Math.min(r + 6, last)] + shift;
    int a7 = starts[Math.min(r + 7, last)] + shift;
    FloatVector zero = FloatVector.zero(SimdLanes.SPECIES);
    FloatVector l0 = zero;
    FloatVector l1 = zero;
    FloatVector l2 = zero;
    FloatVector l3 = zero;
    FloatVector l4 = zero;
    FloatVector l5 = zero;
    FloatVector l6 = zero;
    FloatVector l7 = zero;
    FloatVector r0 = zero;
    FloatVector r1 = zero;
    FloatVector r2 = zero;
    FloatVector r3 = zero;
    FloatVector r4 = zero;
    FloatVector r5 = zero;
    FloatVector r6 = zero;
    FloatVector r7 = zero;
    for (int c = 0; c < depth; c++) {
      int column = from + c * SimdLanes.GROUP;
      FloatVector left = FloatVector.fromArray(SimdLanes.SPECIES, panel, column);
      FloatVector right = FloatVector.fromArray(SimdLanes.SPECIES, panel, column + SimdLanes.WIDTH);
      FloatVector x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a0 + c]);
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a1 + c]);
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a2 + c]);
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a3 + c]);
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a4 + c]);
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a5 + c]);
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a6 + c]);
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(SimdLanes.SPECIES, rows[a7 + c]);
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
    }
    int at = j * SimdLanes.GROUP;
    store(l0, r0, out, at + r * outStride);
    store(l1, r1, out, at + Math.min(r + 1, last) * outStride);
    store(l2, r2, out, at + Math.min(r + 2, last) * outStride);
    store(l3, r3, out, at + Math.min(r + 3, last) * outStride);
    store(l4, r4, out, at + Math.min(r + 4, last) * outStride);
    store(l5, r5, out, at + Math.min(r + 5, last) * outStride);
    store(l6, r6, out, at + Math.min(r + 6, last) * outStride);
    store(l7, r7, out, at + Math.min(r + 7, last) * outStride);
  }

  private static void store(FloatVector left, FloatVector right, float[] out, int at) {
    left.intoArray(out, at);
    right.intoArray(out, at + SimdLanes.WIDTH);
  }
}
