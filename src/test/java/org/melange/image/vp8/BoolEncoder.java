package org.melange.image.vp8;

import java.util.Arrays;

/** The arithmetic encoder of VP8, written after RFC 6386, section 7.3. */
final class BoolEncoder {

  private byte[] output = new byte[64];
  private int length;
  private long range = 255;
  private long bottom;
  private int bitCount = 24;

  /** Writes one decision that is 0 with a probability of {@code probability / 256}. */
  BoolEncoder bit(int probability, int value) {
    long split = 1 + (((range - 1) * probability) >> 8);
    if (value != 0) {
      bottom += split;
      range -= split;
    } else {
      range = split;
    }
    while (range < 128) {
      range <<= 1;
      if ((bottom & 1L << 31) != 0) {
        carry();
      }
      bottom = bottom << 1 & 0xffffffffL;
      if (--bitCount == 0) {
        write((int) (bottom >> 24));
        bottom &= (1 << 24) - 1;
        bitCount = 8;
      }
    }
    return this;
  }

  BoolEncoder flag(boolean value) {
    return bit(128, value ? 1 : 0);
  }

  /** The lowest {@code count} bits of a number, the highest of them first. */
  BoolEncoder number(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      bit(128, value >> i & 1);
    }
    return this;
  }

  /** A flag that a number follows, its magnitude and its sign. */
  BoolEncoder optional(int value, int count) {
    return flag(true).number(Math.abs(value), count).flag(value < 0);
  }

  /** All that was written, and nothing that can be written behind it. */
  byte[] finish() {
    int count = bitCount;
    long value = bottom;
    if ((value & 1L << (32 - count)) != 0) {
      carry();
    }
    value <<= count & 7;
    for (int i = count >> 3; i > 0; i--) {
      value <<= 8;
    }
    for (int i = 0; i < 4; i++) {
      write((int) (value >> 24));
      value <<= 8;
    }
    return Arrays.copyOf(output, length);
  }

  private void write(int value) {
    if (length == output.length) {
      output = Arrays.copyOf(output, 2 * length);
    }
    output[length++] = (byte) value;
  }

  private void carry() {
    int at = length - 1;
    while (output[at] == -1) {
      output[at--] = 0;
    }
    output[at]++;
  }
}
