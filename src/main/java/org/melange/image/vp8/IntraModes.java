package org.melange.image.vp8;

import java.util.Arrays;

/**
 * The prediction modes of macroblocks (RFC 6386, sections 8 and 11), read in order. Not
 * thread-safe.
 */
final class IntraModes {

  /** Modes of macroblocks. The first four modes of 4x4 blocks have the same numbers. */
  static final int DC = 0;

  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;

  /** Further modes of 4x4 blocks. */
  static final int RIGHT_DOWN = 4;

  static final int VERTICAL_RIGHT = 5;
  static final int LEFT_DOWN = 6;
  static final int VERTICAL_LEFT = 7;
  static final int HORIZONTAL_DOWN = 8;
  static final int HORIZONTAL_UP = 9;

  private static final int MODES = 10;

  /** Pairs of the next node or the complement of a mode. */
  private static final int[] TREE = {
    ~DC,
    2,
    ~TRUE_MOTION,
    4,
    ~VERTICAL,
    6,
    8,
    12,
    ~HORIZONTAL,
    10,
    ~RIGHT_DOWN,
    ~VERTICAL_RIGHT,
    ~LEFT_DOWN,
    14,
    ~VERTICAL_LEFT,
    16,
    ~HORIZONTAL_DOWN,
    ~HORIZONTAL_UP
  };

  private final FrameHeader header;
  private final BoolDecoder bits;

  /** Modes of the blocks above: four for each macroblock of a row. */
  private final int[] above;

  private final int[] left = new int[4];

  /** The segment of the current macroblock. */
  int segment;

  /** Whether it has no coefficients. */
  boolean skip;

  /** Whether each of its 4x4 blocks has its own mode. */
  boolean split;

  /** The modes of its sixteen luma blocks; if not split, only the first is set. */
  final int[] luma = new int[16];

  /** The mode of its chroma blocks. */
  int chroma;

  /** Modes of a frame that is {@code columns} macroblocks wide. */
  IntraModes(FrameHeader header, int columns) {
    this.header = header;
    this.bits = header.modes;
    this.above = new int[4 * columns];
  }

  /** Begins a row of macroblocks. */
  void beginRow() {
    Arrays.fill(left, DC);
  }

  /** Reads the next macroblock of the row. */
  void read(int column) {
    segment = header.segmentTree == null ? 0 : readSegment(header.segmentTree);
    skip = header.readSkip();
    split = bits.bit(145) == 0;
    if (split) {
      readBlocks(4 * column);
    } else {
      luma[0] = readWhole();
      Arrays.fill(above, 4 * column, 4 * column + 4, luma[0]);
      Arrays.fill(left, luma[0]);
    }
    chroma = readChroma();
  }

  private int readSegment(int[] tree) {
    return bits.bit(tree[0]) == 0 ? bits.bit(tree[1]) : 2 + bits.bit(tree[2]);
  }

  private int readWhole() {
    if (bits.bit(156) != 0) {
      return bits.bit(128) != 0 ? TRUE_MOTION : HORIZONTAL;
    }
    return bits.bit(163) != 0 ? VERTICAL : DC;
  }

  private int readChroma() {
    if (bits.bit(142) == 0) {
      return DC;
    }
    if (bits.bit(114) == 0) {
      return VERTICAL;
    }
    return bits.bit(183) != 0 ? TRUE_MOTION : HORIZONTAL;
  }

  private void readBlocks(int first) {
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        int mode = readBlock((above[first + x] * MODES + left[y]) * (MODES - 1));
        above[first + x] = mode;
        left[y] = mode;
        luma[4 * y + x] = mode;
      }
    }
  }

  private int readBlock(int probabilities) {
    int node = 0;
    do {
      node = TREE[node + bits.bit(Vp8Tables.BLOCK_MODES[probabilities + node / 2])];
    } while (node > 0);
    return ~node;
  }
}
