package org.melange.image.vp8;

import java.util.Arrays;

/**
 * The coefficients of macroblocks (RFC 6386, section 13), read in order and dequantized. Not
 * thread-safe.
 */
final class Residuals {

  /** Blocks of a macroblock: sixteen luma blocks and four of each chroma channel. */
  static final int BLOCKS = 24;

  /** The content of a block: no coefficients. */
  static final int NOTHING = 0;

  static final int MEAN_ONLY = 1;
  static final int ALL = 2;

  private static final int LUMA_WITHOUT_MEAN = 0;
  private static final int MEANS = 1;
  private static final int CHROMA = 2;
  private static final int LUMA = 3;

  /** Flags of neighbors with coefficients: 4 of luma, 2 and 2 of chroma, 1 of the DC block. */
  private static final int FLAGS = 9;

  private static final int MEANS_FLAG = 8;

  private static final int[][] LARGE = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private final int[] probabilities;
  private final int[] above;
  private final int[] left = new int[FLAGS];
  private final short[] means = new short[16];

  /** Sixteen coefficients of each block, as sixteen-bit integers like in libwebp. */
  final short[] coefficients = new short[16 * BLOCKS];

  /** One of {@link #NOTHING}, {@link #MEAN_ONLY}, {@link #ALL} for each block. */
  final int[] content = new int[BLOCKS];

  /** Coefficients of a frame that is {@code columns} macroblocks wide. */
  Residuals(FrameHeader header, int columns) {
    this.probabilities = header.coefficients;
    this.above = new int[FLAGS * columns];
  }

  /** Begins a row of macroblocks. */
  void beginRow() {
    Arrays.fill(left, 0);
  }

  /** Skips the next macroblock of the row, which has no coefficients. */
  void skip(int column, boolean split) {
    Arrays.fill(content, NOTHING);
    int flags = split ? MEANS_FLAG : FLAGS;
    Arrays.fill(above, FLAGS * column, FLAGS * column + flags, 0);
    Arrays.fill(left, 0, flags, 0);
  }

  /**
   * Reads the next macroblock of the row.
   *
   * @return whether any coefficient is not 0
   */
  boolean read(BoolDecoder bits, int column, boolean split, Quantizer steps) {
    Arrays.fill(coefficients, (short) 0);
    int up = FLAGS * column;
    if (!split) {
      readMeans(bits, up, steps);
    }
    int type = split ? LUMA : LUMA_WITHOUT_MEAN;
    int any = 0;
    for (int block = 0; block < 16; block++) {
      int x = up + block % 4;
      any |= readBlock(bits, type, block, x, block / 4, steps.lumaDc(), steps.lumaAc());
    }
    for (int block = 16; block < BLOCKS; block++) {
      int flag = block < 20 ? 4 : 6;
      int x = up + flag + block % 2;
      int y = flag + block / 2 % 2;
      any |= readBlock(bits, CHROMA, block, x, y, steps.chromaDc(), steps.chromaAc());
    }
    return any != NOTHING;
  }

  private void readMeans(BoolDecoder bits, int up, Quantizer steps) {
    Arrays.fill(means, (short) 0);
    int context = above[up + MEANS_FLAG] + left[MEANS_FLAG];
    int read = readTokens(bits, MEANS, context, 0, means, 0, steps.meansDc(), steps.meansAc());
    above[up + MEANS_FLAG] = read > 0 ? 1 : 0;
    left[MEANS_FLAG] = read > 0 ? 1 : 0;
    InverseTransform.spreadMeans(means, coefficients);
  }

  private int readBlock(BoolDecoder bits, int type, int block, int x, int y, int dc, int ac) {
    int first = type == LUMA_WITHOUT_MEAN ? 1 : 0;
    int at = 16 * block;
    int read = readTokens(bits, type, above[x] + left[y], first, coefficients, at, dc, ac);
    int flag = read > first ? 1 : 0;
    above[x] = flag;
    left[y] = flag;
    content[block] = read > 1 ? ALL : coefficients[at] != 0 ? MEAN_ONLY : NOTHING;
    return content[block];
  }

  /**
   * Reads one block from position {@code first} on.
   *
   * @return the position after the last coefficient, or {@code first}
   */
  private int readTokens(
      BoolDecoder bits, int type, int context, int first, short[] to, int at, int dc, int ac) {
    int position = first;
    int node = node(type, position, context);
    while (position < 16) {
      if (bits.bit(probabilities[node]) == 0) {
        return position;
      }
      while (bits.bit(probabilities[node + 1]) == 0) {
        position++;
        if (position == 16) {
          return 16;
        }
        node = node(type, position, 0);
      }
      int size = bits.bit(probabilities[node + 2]) == 0 ? 1 : readLarge(bits, node);
      int value = (bits.flag() ? -size : size) * (position == 0 ? dc : ac);
      to[at + Vp8Tables.ZIGZAG[position]] = (short) value;
      position++;
      node = node(type, position, Math.min(size, 2));
    }
    return 16;
  }

  private static int node(int type, int position, int context) {
    int band = type * Vp8Tables.BANDS + Vp8Tables.BAND_OF_POSITION[position];
    return (band * Vp8Tables.CONTEXTS + context) * Vp8Tables.NODES;
  }

  /** Reads a magnitude of two or more. */
  private int readLarge(BoolDecoder bits, int node) {
    if (bits.bit(probabilities[node + 3]) == 0) {
      if (bits.bit(probabilities[node + 4]) == 0) {
        return 2;
      }
      return 3 + bits.bit(probabilities[node + 5]);
    }
    if (bits.bit(probabilities[node + 6]) == 0) {
      if (bits.bit(probabilities[node + 7]) == 0) {
        return 5 + bits.bit(159);
      }
      int high = bits.bit(165);
      return 7 + 2 * high + bits.bit(145);
    }
    int high = bits.bit(probabilities[node + 8]);
    int category = 2 * high + bits.bit(probabilities[node + 9 + high]);
    int extra = 0;
    for (int probability : LARGE[category]) {
      extra = 2 * extra + bits.bit(probability);
    }
    return 3 + (8 << category) + extra;
  }
}
