package org.melange.link.table;

/**
 * A coarse part in bytes: {@code value ≈ scale · byte}, and how far that is off.
 *
 * @param bytes −127 to 127
 * @param scale so that the largest magnitude becomes 127
 * @param error the Euclidean distance to the coarse part that scores are computed from, rounded up
 */
@SuppressWarnings("ArrayRecordComponent") // on its way into a file, never compared
record Int8Quantizer(byte[] bytes, float scale, float error) {

  private static final int LEVELS = 127;

  /** Room for the rounding of the error itself. */
  private static final double SLACK = 1 + 1e-6;

  /** The first {@code width} numbers of {@code row}, as they are read from float16. */
  static Int8Quantizer of(float[] row, int width) {
    float largest = 0;
    for (int i = 0; i < width; i++) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    float scale = largest / LEVELS;
    byte[] bytes = new byte[width];
    double squares = 0;
    for (int i = 0; i < width; i++) {
      // Of a scale that underflows to 0, nothing is left.
      bytes[i] = scale > 0 ? nearest(row[i] / scale) : 0;
      double off = (double) row[i] - (double) (scale * bytes[i]);
      squares += off * off;
    }
    return new Int8Quantizer(bytes, scale, (float) (Math.sqrt(squares) * SLACK));
  }

  private static byte nearest(float value) {
    return (byte) Math.max(-LEVELS, Math.min(LEVELS, Math.rint(value)));
  }

  void putTo(LittleEndian heads) {
    heads.put(bytes).putFloat(scale).putFloat(error);
  }
}
