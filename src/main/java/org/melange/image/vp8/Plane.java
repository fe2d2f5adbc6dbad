package org.melange.image.vp8;

import java.util.Arrays;

/**
 * One channel of a frame, with a border row above and a border column at the left for predictions.
 */
final class Plane {

  private static final byte ABOVE = 127;
  private static final byte LEFT = (byte) 129;

  /** Samples row by row, including the borders. */
  final byte[] samples;

  /** The distance from a sample to the one below. */
  final int stride;

  /** A channel of {@code columns} by {@code rows} samples. */
  Plane(int columns, int rows) {
    stride = columns + 1;
    samples = new byte[Math.multiplyExact(stride, rows + 1)];
    Arrays.fill(samples, 0, stride, ABOVE);
    for (int y = 0; y < rows; y++) {
      samples[at(-1, y)] = LEFT;
    }
  }

  /** The index of a sample; coordinate -1 is the border. */
  int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  /** The nearest value from 0 to 255. */
  static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
