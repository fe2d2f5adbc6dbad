package org.melange.image;

import java.util.Arrays;

/**
 * Pillow's two passes over an eight-bit image: rows first, then columns, each rounded to eight bits
 * (its {@code Resample.c}). Only what the window reads is computed.
 *
 * <p>Both passes add weighted lines of neighbouring samples to each other, which the compiler turns
 * into vector instructions: for the vertical pass these are rows as they lie; for the horizontal
 * pass they are columns, so a block of the image is first turned on its side. Blocks are small
 * enough to stay in a core's cache. A line is an array of its own because loops over parts of a
 * larger one are not vectorised: the compiler would have to know that the parts do not overlap.
 *
 * <p>Not thread-safe; made for one image.
 */
final class Resampler {

  private static final int HALF = 1 << (ResampleKernel.PRECISION_BITS - 1);

  /** Rows that go through the horizontal pass together. */
  private static final int BLOCK_ROWS = 128;

  /** Pixels of a row that are turned on their side together, if the kernel is not wider. */
  private static final int BLOCK_COLUMNS = 256;

  private final RgbImage image;
  private final ResampleKernel columns;
  private final ResampleKernel rows;
  private final int stride;
  private int[][] block = new int[0][];

  /**
   * @param columns the kernel of the horizontal pass
   * @param rows the kernel of the vertical pass
   */
  Resampler(RgbImage image, ResampleKernel columns, ResampleKernel rows) {
    this.image = image;
    this.columns = columns;
    this.rows = rows;
    this.stride = 3 * columns.count();
  }

  /** The window: a pixel for each output sample of the two kernels. */
  RgbImage window() {
    int[][] narrow = narrow();
    byte[] out = new byte[stride * rows.count()];
    int[] sums = new int[stride];
    for (int y = 0; y < rows.count(); y++) {
      mix(narrow, rows.first(y) - rows.begin(), 1, rows.weights(y), sums);
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = (byte) sums[i];
      }
    }
    return new RgbImage(columns.count(), rows.count(), out);
  }

  /** The horizontal pass over all rows that the vertical one reads. */
  int[][] narrow() {
    int[][] narrow = new int[rows.end() - rows.begin()][stride];
    int[] sums = new int[BLOCK_ROWS];
    for (int top = 0; top < narrow.length; top += BLOCK_ROWS) {
      int height = Math.min(BLOCK_ROWS, narrow.length - top);
      int begin = 0;
      int end = 0;
      for (int x = 0; x < columns.count(); x++) {
        int[] weights = columns.weights(x);
        if (columns.first(x) + weights.length > end) {
          begin = columns.first(x);
          end = Math.min(columns.end(), begin + Math.max(weights.length, BLOCK_COLUMNS));
          turn(rows.begin() + top, height, begin, end);
        }
        for (int c = 0; c < 3; c++) {
          mix(block, 3 * (columns.first(x) - begin) + c, 3, weights, sums);
          for (int y = 0; y < height; y++) {
            narrow[top + y][3 * x + c] = sums[y];
          }
        }
      }
    }
    return narrow;
  }

  /** Lays columns {@code begin} to {@code end - 1} of some rows out, a line for each channel. */
  private void turn(int top, int height, int begin, int end) {
    int width = 3 * (end - begin);
    if (block.length < width) {
      block = new int[width][BLOCK_ROWS];
    }
    byte[] in = image.rgb();
    int first = 3 * (top * image.width() + begin);
    for (int x = 0; x < width; x++) {
      int[] line = block[x];
      for (int y = 0, from = first + x; y < height; y++, from += 3 * image.width()) {
        line[y] = in[from] & 0xff;
      }
    }
  }

  /** The weighted sum of lines {@code from}, {@code from + step}, …, rounded to eight bits. */
  private static void mix(int[][] lines, int from, int step, int[] weights, int[] sums) {
    Arrays.fill(sums, HALF);
    for (int i = 0; i < weights.length; i++) {
      add(lines[from + i * step], weights[i], sums);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.max(0, Math.min(255, sums[i] >> ResampleKernel.PRECISION_BITS));
    }
  }

  private static void add(int[] line, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += line[i] * weight;
    }
  }
}
