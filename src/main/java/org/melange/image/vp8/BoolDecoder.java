package org.melange.image.vp8;

/** The arithmetic decoder of VP8 (RFC 6386, section 7) over one partition. Not thread-safe. */
final class BoolDecoder {

  private static final int EVEN = 128;

  private final byte[] data;
  private final int end;
  private int position;
  private long value;

  /** The number of bits of {@link #value} after the eight that decide next. */
  private int bits = -8;

  private int range = 255;
  private boolean exhausted;

  /** Reads {@code data} from {@code begin} up to, not including, {@code end}. */
  BoolDecoder(byte[] data, int begin, int end) {
    this.data = data;
    this.position = begin;
    this.end = end;
  }

  /** Whether more bits were read than the partition has. */
  boolean exhausted() {
    return exhausted;
  }

  /** One decision: 1, or 0 with a probability of {@code probability / 256}. */
  int bit(int probability) {
    if (bits < 0) {
      load();
    }
    int split = 1 + (((range - 1) * probability) >> 8);
    long scaled = (long) split << bits;
    int bit;
    if (value >= scaled) {
      value -= scaled;
      range -= split;
      bit = 1;
    } else {
      range = split;
      bit = 0;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24;
    range <<= shift;
    bits -= shift;
    return bit;
  }

  /** One bit with even odds. */
  boolean flag() {
    return bit(EVEN) != 0;
  }

  /** An unsigned number of {@code count} bits, most significant first. */
  int number(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 1 | bit(EVEN);
    }
    return number;
  }

  /** A magnitude of {@code count} bits and a sign. */
  int signed(int count) {
    int magnitude = number(count);
    return flag() ? -magnitude : magnitude;
  }

  /** A signed number if a flag announces it, else 0. */
  int optional(int count) {
    return flag() ? signed(count) : 0;
  }

  private void load() {
    if (end - position >= 6) {
      for (int i = 0; i < 6; i++) {
        value = value << 8 | (data[position++] & 0xff);
      }
      bits += 48;
    } else if (position < end) {
      value = value << 8 | (data[position++] & 0xff);
      bits += 8;
    } else {
      value <<= 8;
      bits += 8;
      exhausted = true;
    }
  }
}
