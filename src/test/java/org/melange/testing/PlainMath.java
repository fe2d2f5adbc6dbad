package org.melange.testing;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Layers of neural networks as plain loops in double precision, to compare tensor code with. A
 * matrix is an array of rows.
 */
public final class PlainMath {

  private PlainMath() {}

  /** {@code values} as a matrix of {@code columns} columns. */
  public static double[][] matrix(float[] values, int columns) {
    double[][] matrix = new double[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      matrix[i / columns][i % columns] = values[i];
    }
    return matrix;
  }

  /** {@code x Wᵀ + b}: [n, in], [out, in], [out] to [n, out]. {@code b} may be empty: no bias. */
  public static double[][] linear(double[][] x, double[][] w, float... b) {
    double[][] y = new double[x.length][w.length];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < w.length; o++) {
        y[n][o] = dot(x[n], w[o]) + (b.length == 0 ? 0 : b[o]);
      }
    }
    return y;
  }

  /** {@code a b}: [n, m], [m, k] to [n, k]. */
  public static double[][] product(double[][] a, double[][] b) {
    return linear(a, transposed(b));
  }

  /** The matrix with rows and columns swapped. */
  public static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  /** The sum of two matrices. */
  public static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i].clone();
      for (int j = 0; j < sum[i].length; j++) {
        sum[i][j] += b[i][j];
      }
    }
    return sum;
  }

  /** A function of every value. */
  public static double[][] map(double[][] a, DoubleUnaryOperator function) {
    return Arrays.stream(a)
        .map(row -> Arrays.stream(row).map(function).toArray())
        .toArray(double[][]::new);
  }

  /** Every row with mean 0 and variance 1, times γ, plus β. */
  public static double[][] layerNorm(double[][] x, float[] gamma, float[] beta, double epsilon) {
    double[][] y = new double[x.length][];
    for (int n = 0; n < x.length; n++) {
      double mean = Arrays.stream(x[n]).average().orElseThrow();
      double variance =
          Arrays.stream(x[n]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      y[n] = new double[x[n].length];
      for (int d = 0; d < y[n].length; d++) {
        y[n][d] = (x[n][d] - mean) / Math.sqrt(variance + epsilon) * gamma[d] + beta[d];
      }
    }
    return y;
  }

  /** The softmax of every row. */
  public static double[][] softmax(double[][] x) {
    return Arrays.stream(x).map(PlainMath::softmax).toArray(double[][]::new);
  }

  /** The softmax of a row. */
  public static double[] softmax(double[] x) {
    double largest = Arrays.stream(x).max().orElseThrow();
    double[] powers = Arrays.stream(x).map(v -> Math.exp(v - largest)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(p -> p / sum).toArray();
  }

  /** The Gaussian error linear unit, {@code x Φ(x)}. */
  public static double gelu(double x) {
    return x * (1 + erf(x / Math.sqrt(2))) / 2;
  }

  /** The error function by its Taylor series, which is exact enough for |x| below 4. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /** The sum of the products of two rows. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** All rows one after the other. */
  public static float[] flat(double[][] matrix) {
    int width = matrix[0].length;
    float[] flat = new float[matrix.length * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) matrix[i / width][i % width];
    }
    return flat;
  }
}
