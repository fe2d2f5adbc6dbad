package org.melange.image.vp8;

import java.util.Arrays;

/** Predicts blocks from the samples above and at the left (RFC 6386, section 12). */
final class Prediction {

  /** Samples around a 4x4 block: four at the left, from bottom to top, the corner, eight above. */
  private static final int EDGE = 13;

  private static final int CORNER = 4;

  private final int[] edge = new int[EDGE];

  /**
   * Predicts all luma or chroma samples of a macroblock.
   *
   * @param size 16 or 8
   * @param x its first column, a multiple of its size, like {@code y}
   */
  void predictSquare(int mode, int size, Plane plane, int x, int y) {
    byte[] samples = plane.samples;
    int at = plane.at(x, y);
    int above = at - plane.stride;
    switch (mode) {
      case IntraModes.DC -> fill(plane, at, size, mean(plane, size, x, y));
      case IntraModes.TRUE_MOTION -> trueMotion(plane, at, size);
      case IntraModes.VERTICAL -> {
        for (int row = 0; row < size; row++) {
          System.arraycopy(samples, above, samples, at + row * plane.stride, size);
        }
      }
      default -> {
        for (int row = at; row < at + size * plane.stride; row += plane.stride) {
          Arrays.fill(samples, row, row + size, samples[row - 1]);
        }
      }
    }
  }

  /** The mean of the existing neighbors. */
  private static int mean(Plane plane, int size, int x, int y) {
    int at = plane.at(x, y);
    int sum = 0;
    int count = 0;
    if (y > 0) {
      for (int i = 0; i < size; i++) {
        sum += plane.samples[at - plane.stride + i] & 0xff;
      }
      count += size;
    }
    if (x > 0) {
      for (int i = 0; i < size; i++) {
        sum += plane.samples[at - 1 + i * plane.stride] & 0xff;
      }
      count += size;
    }
    return count == 0 ? 128 : (sum + count / 2) / count;
  }

  private static void fill(Plane plane, int at, int size, int value) {
    for (int row = at; row < at + size * plane.stride; row += plane.stride) {
      Arrays.fill(plane.samples, row, row + size, (byte) value);
    }
  }

  private static void trueMotion(Plane plane, int at, int size) {
    byte[] samples = plane.samples;
    int above = at - plane.stride;
    int corner = samples[above - 1] & 0xff;
    for (int row = at; row < at + size * plane.stride; row += plane.stride) {
      int slope = (samples[row - 1] & 0xff) - corner;
      for (int i = 0; i < size; i++) {
        samples[row + i] = Plane.clip((samples[above + i] & 0xff) + slope);
      }
    }
  }

  /**
   * Predicts a 4x4 block.
   *
   * @param rightAbove index of the four samples above and to the right, or -1 for the border
   * @param step distance between these: 1, or 0 to repeat the first
   */
  void predictBlock(int mode, Plane plane, int at, int rightAbove, int step) {
    if (mode == IntraModes.TRUE_MOTION) {
      trueMotion(plane, at, 4);
      return;
    }
    byte[] samples = plane.samples;
    int above = at - plane.stride;
    for (int i = 0; i < 4; i++) {
      edge[3 - i] = samples[at - 1 + i * plane.stride] & 0xff;
      edge[CORNER + 1 + i] = samples[above + i] & 0xff;
      edge[CORNER + 5 + i] = rightAbove < 0 ? 127 : samples[rightAbove + i * step] & 0xff;
    }
    edge[CORNER] = samples[above - 1] & 0xff;
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        samples[at + y * plane.stride + x] = (byte) predict(mode, x, y);
      }
    }
  }

  private int predict(int mode, int x, int y) {
    return switch (mode) {
      case IntraModes.DC -> blockMean();
      case IntraModes.VERTICAL -> three(CORNER + 1 + x);
      case IntraModes.HORIZONTAL -> y == 3 ? lowest() : three(3 - y);
      case IntraModes.RIGHT_DOWN -> three(CORNER + x - y);
      case IntraModes.LEFT_DOWN -> x + y == 6 ? rightmost() : three(CORNER + 2 + x + y);
      case IntraModes.VERTICAL_RIGHT -> verticalRight(x, y);
      case IntraModes.VERTICAL_LEFT -> verticalLeft(x, y);
      case IntraModes.HORIZONTAL_DOWN -> horizontalDown(2 * y - x);
      default -> horizontalUp(x + 2 * y);
    };
  }

  private int verticalRight(int x, int y) {
    int column = x - y / 2;
    if (column < 0) {
      return three(CORNER + 1 - y);
    }
    return y % 2 == 0 ? two(CORNER + column) : three(CORNER + column);
  }

  private int verticalLeft(int x, int y) {
    if (x == 3 && y >= 2) {
      return three(CORNER + 4 + y);
    }
    int column = x + y / 2;
    return y % 2 == 0 ? two(CORNER + 1 + column) : three(CORNER + 2 + column);
  }

  private int horizontalDown(int distance) {
    if (distance < -1) {
      return three(CORNER - 1 - distance);
    }
    return distance % 2 == 0 ? two(3 - distance / 2) : three(CORNER - (distance + 1) / 2);
  }

  private int horizontalUp(int distance) {
    if (distance > 5) {
      return edge[0];
    }
    if (distance == 5) {
      return lowest();
    }
    return distance % 2 == 0 ? two(2 - distance / 2) : three(2 - distance / 2);
  }

  private int blockMean() {
    int sum = 4;
    for (int i = 0; i < 4; i++) {
      sum += edge[i] + edge[CORNER + 1 + i];
    }
    return sum >> 3;
  }

  /** The mean of two neighbors on the edge. */
  private int two(int first) {
    return (edge[first] + edge[first + 1] + 1) >> 1;
  }

  /** The mean of three neighbors, with the middle one counted twice. */
  private int three(int middle) {
    return (edge[middle - 1] + 2 * edge[middle] + edge[middle + 1] + 2) >> 2;
  }

  /** The same at the lower end, with its sample repeated. */
  private int lowest() {
    return (edge[1] + 3 * edge[0] + 2) >> 2;
  }

  private int rightmost() {
    return (edge[EDGE - 2] + 3 * edge[EDGE - 1] + 2) >> 2;
  }
}
