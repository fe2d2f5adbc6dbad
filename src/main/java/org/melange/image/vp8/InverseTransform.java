package org.melange.image.vp8;

/** The two inverse transforms of RFC 6386, sections 14.3 and 14.4, in exact integers. */
final class InverseTransform {

  private InverseTransform() {}

  /**
   * Inverts the Walsh-Hadamard transform of the DC coefficients. Each result is the DC coefficient
   * of its block.
   */
  static void spreadMeans(short[] means, short[] coefficients) {
    int[] columns = new int[16];
    for (int i = 0; i < 4; i++) {
      int a0 = means[i] + means[12 + i];
      int a1 = means[4 + i] + means[8 + i];
      int a2 = means[4 + i] - means[8 + i];
      int a3 = means[i] - means[12 + i];
      columns[i] = a0 + a1;
      columns[4 + i] = a3 + a2;
      columns[8 + i] = a0 - a1;
      columns[12 + i] = a3 - a2;
    }
    for (int i = 0; i < 16; i += 4) {
      int a0 = columns[i] + 3 + columns[i + 3];
      int a1 = columns[i + 1] + columns[i + 2];
      int a2 = columns[i + 1] - columns[i + 2];
      int a3 = columns[i] + 3 - columns[i + 3];
      coefficients[16 * i] = (short) ((a0 + a1) >> 3);
      coefficients[16 * (i + 1)] = (short) ((a3 + a2) >> 3);
      coefficients[16 * (i + 2)] = (short) ((a0 - a1) >> 3);
      coefficients[16 * (i + 3)] = (short) ((a3 - a2) >> 3);
    }
  }

  /** Adds a block that has only a DC coefficient to a prediction. */
  static void addMean(int coefficient, byte[] samples, int at, int stride) {
    int mean = (coefficient + 4) >> 3;
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        add(samples, at + y * stride + x, mean);
      }
    }
  }

  /**
   * Adds the inverse cosine transform of a block to a prediction.
   *
   * @param from index of the first of the block's sixteen coefficients
   * @param scratch sixteen values to work with
   */
  static void addBlock(
      short[] coefficients, int from, int[] scratch, byte[] samples, int at, int stride) {
    for (int i = 0; i < 4; i++) {
      int first = coefficients[from + i];
      int second = coefficients[from + 4 + i];
      int third = coefficients[from + 8 + i];
      int fourth = coefficients[from + 12 + i];
      int a = first + third;
      int b = first - third;
      int c = sine(second) - cosine(fourth);
      int d = cosine(second) + sine(fourth);
      scratch[4 * i] = a + d;
      scratch[4 * i + 1] = b + c;
      scratch[4 * i + 2] = b - c;
      scratch[4 * i + 3] = a - d;
    }
    for (int y = 0; y < 4; y++) {
      int a = scratch[y] + 4 + scratch[8 + y];
      int b = scratch[y] + 4 - scratch[8 + y];
      int c = sine(scratch[4 + y]) - cosine(scratch[12 + y]);
      int d = cosine(scratch[4 + y]) + sine(scratch[12 + y]);
      int row = at + y * stride;
      add(samples, row, (a + d) >> 3);
      add(samples, row + 1, (b + c) >> 3);
      add(samples, row + 2, (b - c) >> 3);
      add(samples, row + 3, (a - d) >> 3);
    }
  }

  /** {@code value · √2 cos(π/8)}. */
  private static int cosine(int value) {
    return ((value * 20091) >> 16) + value;
  }

  /** {@code value · √2 sin(π/8)}. */
  private static int sine(int value) {
    return (value * 35468) >> 16;
  }

  private static void add(byte[] samples, int at, int value) {
    samples[at] = Plane.clip((samples[at] & 0xff) + value);
  }
}
