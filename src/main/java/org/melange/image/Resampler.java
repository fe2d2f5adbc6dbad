package org.melange.image;

import java.util.Arrays;

/**
 * Pillow's resize of an eight-bit image ({@code Resample.c}): a horizontal pass, then a vertical
 * pass, each rounded to eight bits. Only the rows and columns of the window are computed. See
 * {@link ClipImageProcessor} for why it is written here.
 *
 * <p>Both passes sum weighted lines of samples in loops that the compiler vectorizes. The lines of
 * the vertical pass are rows. The lines of the horizontal pass are columns, so a block of the image
 * is transposed first. Blocks fit into the cache of a core. Each line is an array of its own,
 * because the compiler does not vectorize loops over parts of one array that may overlap.
 *
 * <p>Not thread-safe. For one image.
 */
final class Resampler {

  private static final int HALF = 1 << (ResampleKernel.PRECISION_BITS - 1);

  /** Rows of a block in the horizontal pass. */
  private static final int BLOCK_ROWS = 128;

  /** Columns of a block, if the kernel is not wider. */
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

  /** The window, with a pixel for each pair of output samples. */
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

  /** The horizontal pass over all rows that the vertical pass reads. */
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

  /** Transposes columns {@code begin} to {@code end - 1} of some rows into a line per channel. */
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
