package org.melange.link.row;

/** Arithmetic on ranges of float arrays, always in the same order of operations. Pure functions. */
public final class Vectors {

  private Vectors() {}

  /**
   * The inner product of {@code n} values from {@code a[i]} and {@code b[j]}. Four running sums let
   * the processor overlap additions; their order is fixed, so equal inputs give equal bits.
   */
  static float dot(float[] a, int i, float[] b, int j, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int c = 0;
    for (; c + 3 < n; c += 4) {
      s0 += a[i + c] * b[j + c];
      s1 += a[i + c + 1] * b[j + c + 1];
      s2 += a[i + c + 2] * b[j + c + 2];
      s3 += a[i + c + 3] * b[j + c + 3];
    }
    for (; c < n; c++) {
      s0 += a[i + c] * b[j + c];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Turns {@code logits} into {@code counts[j] · exp(logits[j])} over their sum: the softmax over a
   * sequence in which row j occurs {@code counts[j]} times. The largest logit is subtracted first,
   * so no magnitude overflows; rows with a count of 0 are ignored.
   */
  static void softmax(float[] logits, float[] counts) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < logits.length; j++) {
      if (counts[j] > 0) {
        largest = Math.max(largest, logits[j]);
      }
    }
    double sum = 0;
    double[] shares = new double[logits.length];
    for (int j = 0; j < logits.length; j++) {
      shares[j] = counts[j] > 0 ? counts[j] * Math.exp(logits[j] - largest) : 0;
      sum += shares[j];
    }
    for (int j = 0; j < logits.length; j++) {
      logits[j] = (float) (shares[j] / sum);
    }
  }

  /** Subtracts their mean from {@code n} values from {@code v[i]}. */
  public static void centre(float[] v, int i, int n) {
    double sum = 0;
    for (int c = i; c < i + n; c++) {
      sum += v[c];
    }
    float mean = (float) (sum / n);
    for (int c = i; c < i + n; c++) {
      v[c] -= mean;
    }
  }

  /**
   * R, [n, n] row-major and upper triangular, with {@code RᵀR = V Vᵀ / h}: modified Gram-Schmidt. A
   * row that depends on those before it, up to rounding, gets a zero on the diagonal.
   *
   * @param values V, [n, h] row-major
   */
  public static float[] factor(float[] values, int n) {
    int h = values.length / n;
    double[][] rest = new double[n][h];
    for (int i = 0; i < values.length; i++) {
      rest[i / h][i % h] = values[i] / Math.sqrt(h);
    }
    double[] lengths = new double[n];
    for (int j = 0; j < n; j++) {
      lengths[j] = Math.sqrt(dot(rest[j], rest[j]));
    }
    float[] factor = new float[n * n];
    for (int i = 0; i < n; i++) {
      double length = Math.sqrt(dot(rest[i], rest[i]));
      if (length > 1e-9 * lengths[i]) {
        factor[i * n + i] = (float) length;
        for (int j = i + 1; j < n; j++) {
          double along = dot(rest[i], rest[j]) / length;
          factor[i * n + j] = (float) along;
          subtract(rest[j], along / length, rest[i]);
        }
      }
    }
    return factor;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static void subtract(double[] a, double times, double[] b) {
    for (int c = 0; c < a.length; c++) {
      a[c] -= times * b[c];
    }
  }
}
