package org.melange.image.vp8;

/** Up to four groups of macroblocks with their own settings (RFC 6386, section 9.3). */
final class Segments {

  static final int COUNT = 4;

  /** Probabilities of the segment number, or null if macroblocks have none. */
  final int[] tree;

  private final boolean used;
  private final boolean absolute;
  private final int[] quantizers = new int[COUNT];
  private final int[] filterLevels = new int[COUNT];

  /** Reads the segments of a frame. */
  Segments(BoolDecoder bits) {
    used = bits.flag();
    boolean mapped = used && bits.flag();
    boolean given = used && bits.flag();
    absolute = !given || bits.flag();
    if (given) {
      read(bits, quantizers, 7);
      read(bits, filterLevels, 6);
    }
    tree = mapped ? readTree(bits) : null;
  }

  /** The quantizer index of a segment in a frame with index {@code base}. */
  int quantizer(int segment, int base) {
    return of(quantizers[segment], base);
  }

  /** The loop filter level of a segment in a frame with level {@code base}. */
  int filterLevel(int segment, int base) {
    return of(filterLevels[segment], base);
  }

  private int of(int value, int base) {
    if (!used) {
      return base;
    }
    return absolute ? value : value + base;
  }

  private static void read(BoolDecoder bits, int[] values, int size) {
    for (int i = 0; i < values.length; i++) {
      values[i] = bits.optional(size);
    }
  }

  private static int[] readTree(BoolDecoder bits) {
    int[] tree = new int[COUNT - 1];
    for (int i = 0; i < tree.length; i++) {
      tree[i] = bits.flag() ? bits.number(8) : 255;
    }
    return tree;
  }
}
