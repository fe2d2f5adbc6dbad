package org.melange.link.row;

import java.util.Arrays;

/**
 * The directions that the context {@code x = Σ α_j V_j} of a mention can have, whatever the entity:
 * all within an angle θ of an axis.
 *
 * <p>The entity's live tokens have the share s in its mean over tokens, all others pay a fixed
 * attention that gives x₀; so x lies in the convex hull of {@code g_j = (1 − s) x₀ + s V_j}. The
 * vectors within θ ≤ 90° of an axis are a convex cone, so the widest g_j bounds all of them. With w
 * the entity's mixed cls, φ its angle to the axis and x̂ the normed context, {@code w · x̂ ≤
 * sqrt(h) ‖w‖ cos(max(0, φ − θ))}.
 *
 * @param cos of θ; −1 where no cone narrower than a half-space was found
 * @param sin of θ
 * @param least the share of its full length that a normed context has at least (a layer norm
 *     divides by sqrt(variance + ε)): what a negative bound may shrink to
 * @param slack allowance for rounding, relative to {@code sqrt(h) ‖w‖}
 * @param live the largest share s for which this holds
 */
public record NormCone(float cos, float sin, float least, float slack, float live) {

  /** u, what rounding to float32 may change, relative to the number. */
  public static final float UNIT_ROUNDOFF = 1f / (1 << 24);

  /** In place of a bound where there is none. */
  private static final double FAR = 1e30;

  /** An axis and the cone around it. */
  @SuppressWarnings("ArrayRecordComponent")
  public // short-lived
  record Axis(float[] direction, NormCone cone) {}

  /**
   * The cone of a mention's values.
   *
   * @param values less their means, [n, h] row-major
   * @param base the fixed attention, [n], adds to 1
   * @param live s
   */
  public static Axis of(float[] values, float[] base, double live) {
    int h = values.length / base.length;
    double[] axis = new double[h];
    for (int j = 0; j < base.length; j++) {
      add(axis, base[j], values, j * h);
    }
    double length = normalise(axis);
    double cos = length > 0 ? 1 : -1;
    double least = Double.POSITIVE_INFINITY;
    double longest = 0;
    for (int j = 0; j < base.length; j++) {
      double along = (1 - live) * length + live * dot(values, j * h, axis);
      double norm = norm(values, j * h, h, live, (1 - live) * length, axis);
      cos = Math.min(cos, norm > 0 ? along / norm : -1);
      least = Math.min(least, along);
      longest = Math.max(longest, Math.sqrt(squares(values, j * h, h)));
    }
    boolean narrow = cos > 0 && least > 0;
    // The length of a computed context is off by the rounding of its longest values.
    double sure = Math.max(0, least - (8 * base.length + 20) * UNIT_ROUNDOFF * longest);
    double deviation = narrow ? sure * sure / h : 0;
    double slack =
        (4 * h + 16 * base.length + 64)
            * UNIT_ROUNDOFF
            * Math.max(1, longest / Math.sqrt(h * (deviation + PairScorer.EPSILON)));
    return new Axis(scaled(axis, Math.sqrt(h)), cone(narrow, cos, deviation, slack, live));
  }

  /**
   * What turns {@code w · g_j} into a bound: sqrt(h)/6 over the length of each corner g_j of the
   * hull along an axis, rounded up. Where one of these lengths is not positive, all are {@link
   * #FAR}: then the hull holds points that are next to nothing along the axis.
   *
   * @param live s
   * @param axis holds the axis, of any length, from {@code from} on
   */
  public static float[] corners(MentionRow.Unit unit, double live, float[] axis, int from, int h) {
    double[] unitAxis = new double[h];
    add(unitAxis, 1, axis, from);
    normalise(unitAxis);
    double[] along = new double[unit.rows()];
    double fixed = 0;
    for (int j = 0; j < along.length; j++) {
      along[j] = dot(unit.values(), j * h, unitAxis);
      fixed += (1 - live) * unit.base()[j] * along[j];
    }
    double least = fixed + live * Arrays.stream(along).min().orElse(0);
    float[] corners = new float[along.length];
    for (int j = 0; j < corners.length; j++) {
      double length = least > 0 ? fixed + live * along[j] : 0;
      corners[j] = (float) Math.min(FAR, 1.00001 * Math.sqrt(h) / 6 / length);
    }
    return corners;
  }

  private static NormCone cone(
      boolean narrow, double cos, double deviation, double slack, double live) {
    double wider = narrow ? Math.max(0, cos - 1e-6) : -1;
    return new NormCone(
        (float) wider,
        (float) Math.sqrt(Math.max(0, 1 - wider * wider)),
        (float) (narrow ? 0.999 * Math.sqrt(deviation / (deviation + PairScorer.EPSILON)) : 0),
        (float) slack,
        (float) live);
  }

  private static void add(double[] sum, double weight, float[] values, int from) {
    for (int c = 0; c < sum.length; c++) {
      sum[c] += weight * values[from + c];
    }
  }

  private static double normalise(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    for (int c = 0; c < vector.length && length > 0; c++) {
      vector[c] /= length;
    }
    return length;
  }

  private static double dot(float[] values, int from, double[] axis) {
    double sum = 0;
    for (int c = 0; c < axis.length; c++) {
      sum += values[from + c] * axis[c];
    }
    return sum;
  }

  /** {@code ‖live · value + rest · axis‖}. */
  private static double norm(
      float[] values, int from, int h, double live, double rest, double[] axis) {
    double squares = 0;
    for (int c = 0; c < h; c++) {
      double x = live * values[from + c] + rest * axis[c];
      squares += x * x;
    }
    return Math.sqrt(squares);
  }

  private static double squares(float[] values, int from, int h) {
    double sum = 0;
    for (int c = from; c < from + h; c++) {
      sum += (double) values[c] * values[c];
    }
    return sum;
  }

  private static float[] scaled(double[] axis, double scale) {
    float[] direction = new float[axis.length];
    for (int c = 0; c < axis.length; c++) {
      direction[c] = (float) (scale * axis[c]);
    }
    return direction;
  }
}
