package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Mentions are side by side in the lanes of vectors. All operations on a pair happen in one lane
 * and in one order, so its score has the same bits wherever the mention stands, whatever is beside
 * it, and however wide this machine's vectors are.
 *
 * <p>Vectors never leave a method but through arrays, and are made by calls of their own class
 * alone: those are always inlined, so that a vector is a register and not an object.
 */
public final class SimdLanes {

  /** The widest vectors that this machine has. */
  public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Floats in one. */
  public static final int WIDTH = SPECIES.length();

  /** Mentions that are scored side by side: two vectors of them. */
  public static final int GROUP = 2 * WIDTH;

  private static final float LEAST = -87;
  private static final float LOG2_E = 1.442695041f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** Adding it leaves a float's nearest integer in its low bits. */
  private static final float ROUND = 1.5f * (1 << 23);

  private SimdLanes() {}

  /**
   * The sum of the squares of {@code n} values from {@code from} on; its last digits depend on how
   * wide vectors are.
   */
  static float squares(float[] numbers, int from, int n) {
    FloatVector left = FloatVector.zero(SPECIES);
    FloatVector right = left;
    int c = from;
    for (; c + GROUP <= from + n; c += GROUP) {
      FloatVector x = FloatVector.fromArray(SPECIES, numbers, c);
      FloatVector y = FloatVector.fromArray(SPECIES, numbers, c + WIDTH);
      left = x.fma(x, left);
      right = y.fma(y, right);
    }
    float sum = left.add(right).reduceLanes(VectorOperators.ADD);
    for (; c < from + n; c++) {
      sum += numbers[c] * numbers[c];
    }
    return sum;
  }

  /**
   * Whether one of the values from {@code at} on is not below its lane's threshold. One that is not
   * a number is not below any.
   */
  static boolean anyReaches(float[] values, int at, float[] thresholds) {
    for (int lane = 0; lane < GROUP; lane += WIDTH) {
      FloatVector row = FloatVector.fromArray(SPECIES, values, at + lane);
      if (!row.compare(VectorOperators.LT, FloatVector.fromArray(SPECIES, thresholds, lane))
          .allTrue()) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code exp(x)} for x ≤ 0, to 2 units in the last place; below −87, where it vanishes beside the
   * 1 that every softmax has as its largest term, it stays at exp(−87).
   *
   * <p>x = n ln 2 + r with |r| ≤ ln 2 / 2; the polynomial for exp(r) is that of Cephes ({@code
   * expf.c}), and n is added to the exponent's bits.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(LEAST);
    FloatVector rounded =
        bounded.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
    FloatVector n = rounded.sub(ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), bounded);
    r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    FloatVector p =
        r.fma(
            FloatVector.broadcast(SPECIES, 1.9875691500e-4f),
            FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r.add(1));
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }
}
