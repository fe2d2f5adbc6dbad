package org.melange.link.table;

/** Numbers in IEEE 754 half precision (binary16): ±65504, eleven significant bits. */
final class Float16 {

  /** The largest finite number. */
  static final float MAX = 65504;

  /** Moves the exponent of a half's bits, read as those of a float, to where a float has it. */
  static final float REBIAS = 0x1p112f;

  private Float16() {}

  /**
   * The nearest half, of two equally near ones the even.
   *
   * @throws IllegalArgumentException if {@code value} is not a number or too large
   */
  static short ofFloat(float value) {
    float magnitude = Math.abs(value);
    if (!(magnitude < 65520)) {
      throw new IllegalArgumentException(value + " does not fit float16");
    }
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    // Below the smallest normal half, halves are equally far apart: the grid of 2^-24.
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int bits = Float.floatToRawIntBits(magnitude);
    int odd = bits >>> 13 & 1;
    return (short) (sign | (bits - (112 << 23) + 0xFFF + odd >>> 13));
  }

  /** The number that a finite half stands for. */
  static float toFloat(short half) {
    float magnitude = Float.intBitsToFloat((half & 0x7FFF) << 13) * REBIAS;
    return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | (half & 0x8000) << 16);
  }
}
