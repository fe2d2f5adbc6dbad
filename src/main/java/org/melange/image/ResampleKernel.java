package org.melange.image;

/**
 * The kernel of Pillow's antialiased resize along one axis, restricted to a window of the output.
 * For each output sample it has the first input sample and the fixed-point weights.
 *
 * <p>When the image shrinks, the filter is stretched by the reduction factor, so that every input
 * sample contributes. Weights are normalized in double precision, then rounded to 22 binary places,
 * as in Pillow's {@code Resample.c}. Immutable.
 */
final class ResampleKernel {

  /** Of 32 bits, a sample takes 8 and overshoot with the sign takes 2. */
  static final int PRECISION_BITS = 32 - 8 - 2;

  private final int[] first;
  private final int[][] weights;

  /** A filter: the weight of an input sample by its distance. */
  enum Filter {

    /** Keys' cubic with a = -0.5 (Keys 1981). */
    BICUBIC(2) {
      @Override
      double weight(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
          return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
      }
    },

    /** The sinc function, windowed by its own main lobe stretched to a = 3 (Duchon 1979). */
    LANCZOS(3) {
      @Override
      double weight(double distance) {
        return -3 <= distance && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
      }
    };

    private final double support;

    Filter(double support) {
      this.support = support;
    }

    /** The weight of a sample at some distance, in samples of the smaller of input and output. */
    abstract double weight(double distance);

    /** StrictMath gives the same value on every machine. */
    private static double sinc(double x) {
      return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
    }
  }

  private ResampleKernel(int[] first, int[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  /**
   * The kernel for output samples {@code from} to {@code from + count - 1} of an axis resized from
   * {@code inSize} to {@code outSize} samples. Memory grows with the window, not with {@code
   * outSize}, because a strip of 20,000 by one pixels is resized to millions of columns.
   */
  static ResampleKernel of(Filter filter, int inSize, long outSize, long from, int count) {
    int[] first = new int[count];
    int[][] weights = new int[count][];
    double scale = (double) inSize / outSize;
    double stretch = Math.max(scale, 1);
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * scale;
      int begin = (int) Math.max(0, center - filter.support * stretch + 0.5);
      int end = (int) Math.min(inSize, center + filter.support * stretch + 0.5);
      first[i] = begin;
      weights[i] = fixedPoint(weights(filter, begin, end, center, stretch));
    }
    return new ResampleKernel(first, weights);
  }

  /** The number of output samples in the window. */
  int count() {
    return first.length;
  }

  /** The first input sample that output sample {@code i} of the window reads. */
  int first(int i) {
    return first[i];
  }

  /** The weights of output sample {@code i}, from its first input sample on; not to be changed. */
  int[] weights(int i) {
    return weights[i];
  }

  /** The first input sample that the window reads. */
  int begin() {
    return first[0];
  }

  /** One past the last input sample that the window reads. */
  int end() {
    int last = first.length - 1;
    return first[last] + weights[last].length;
  }

  private static double[] weights(
      Filter filter, int begin, int end, double center, double stretch) {
    double[] weights = new double[end - begin];
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = filter.weight((j + begin - center + 0.5) * (1 / stretch));
      sum += weights[j];
    }
    for (int j = 0; j < weights.length && sum != 0; j++) {
      weights[j] /= sum;
    }
    return weights;
  }

  private static int[] fixedPoint(double[] weights) {
    int[] rounded = new int[weights.length];
    for (int j = 0; j < weights.length; j++) {
      double scaled = weights[j] * (1 << PRECISION_BITS);
      rounded[j] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return rounded;
  }
}
