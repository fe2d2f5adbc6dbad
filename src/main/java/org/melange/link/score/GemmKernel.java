package org.melange.link.score;

import jdk.incubator.vector.FloatVector;

/**
 * The one product that everything is made of: rows of numbers times a panel whose columns are the
 * mentions of a group.
 *
 * <p>Eight rows times two vectors are summed at a time, so that 16 sums stay in registers, each
 * number loaded from the panel is used eight times and each number of a row for a whole group. Each
 * sum runs over the depth from first to last with fused multiply-adds.
 */
final class GemmKernel {

  private static final int ROWS = 8;

  private GemmKernel() {}

  /**
   * {@code out[outAt + r outStride + lane] = Σ_c a[rows[r] + shift + c] · panel[from + c GROUP +
   * lane]}.
   *
   * @param a numbers of the rows
   * @param rows where each row starts in {@code a}
   * @param count how many rows there are
   * @param shift from the start of each row to its first factor
   * @param panel [depth, GROUP] from {@code from} on
   * @param depth how many products a sum has
   */
  static void of(
      float[] a,
      int[] rows,
      int count,
      int shift,
      float[] panel,
      int from,
      int depth,
      float[] out,
      int outAt,
      int outStride) {
    if (count == 1) {
      one(a, rows[0] + shift, panel, from, depth, out, outAt);
      return;
    }
    for (int r = 0; r < count; r += ROWS) {
      eight(a, rows, r, count - 1, shift, panel, from, depth, out, outAt, outStride);
    }
  }

  private static void one(
      float[] a, int row, float[] panel, int from, int depth, float[] out, int outAt) {
    FloatVector left = FloatVector.zero(SimdLanes.SPECIES);
    FloatVector right = left;
    for (int c = 0; c < depth; c++) {
      FloatVector x = FloatVector.broadcast(SimdLanes.SPECIES, a[row + c]);
      left =
          x.fma(FloatVector.fromArray(SimdLanes.SPECIES, panel, from + c * SimdLanes.GROUP), left);
      right =
          x.fma(
              FloatVector.fromArray(
                  SimdLanes.SPECIES, panel, from + c * SimdLanes.GROUP + SimdLanes.WIDTH),
              right);
    }
    left.intoArray(out, outAt);
    right.intoArray(out, outAt + SimdLanes.WIDTH);
  }

  /** Rows r to r + 7; where there are fewer, the last one is computed again. */
  private static void eight(
      float[] a,
      int[] rows,
      int r,
      int last,
      int shift,
      float[] panel,
      int from,
      int depth,
      float[] out,
      int outAt,
      int outStride) {
    int a0 = rows[r] + shift;
    int a1 = rows[Math.min(r + 1, last)] + shift;
    int a2 = rows[Math.min(r + 2, last)] + shift;
    int a3 = rows[Math.min(r + 3, last)] + shift;
    int a4 = rows[Math.min(r + 4, last)] + shift;
    int a5 = rows[Math.min(r + 5, last)] + shift;
    int a6 = rows[Math.min(r + 6, last)] + shift;
    int a7 = rows[Math.min(r + 7, last)] + shift;
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
      FloatVector x = FloatVector.broadcast(SimdLanes.SPECIES, a[a0 + c]);
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a1 + c]);
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a2 + c]);
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a3 + c]);
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a4 + c]);
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a5 + c]);
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a6 + c]);
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(SimdLanes.SPECIES, a[a7 + c]);
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
    }
    store(l0, r0, out, outAt + r * outStride);
    store(l1, r1, out, outAt + Math.min(r + 1, last) * outStride);
    store(l2, r2, out, outAt + Math.min(r + 2, last) * outStride);
    store(l3, r3, out, outAt + Math.min(r + 3, last) * outStride);
    store(l4, r4, out, outAt + Math.min(r + 4, last) * outStride);
    store(l5, r5, out, outAt + Math.min(r + 5, last) * outStride);
    store(l6, r6, out, outAt + Math.min(r + 6, last) * outStride);
    store(l7, r7, out, outAt + Math.min(r + 7, last) * outStride);
  }

  private static void store(FloatVector left, FloatVector right, float[] out, int at) {
    left.intoArray(out, at);
    right.intoArray(out, at + SimdLanes.WIDTH);
  }
}
