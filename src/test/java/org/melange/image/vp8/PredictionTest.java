package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Predictions of blocks against the listings of RFC 6386, section 12. */
class PredictionTest {

  private final Random random = new Random(43);
  private final Prediction prediction = new Prediction();

  @Test
  void blocksArePredictedAsListed() {
    for (int round = 0; round < 200; round++) {
      for (int mode = IntraModes.DC; mode <= IntraModes.HORIZONTAL_UP; mode++) {
        Plane plane = noise(8, 12);
        int at = plane.at(0, 4);
        int[] above = new int[8];
        int[] left = new int[4];
        for (int i = 0; i < 8; i++) {
          above[i] = plane.samples[at - plane.stride + i] & 0xff;
          left[i % 4] = plane.samples[at - 1 + i % 4 * plane.stride] & 0xff;
        }
        int corner = plane.samples[at - plane.stride - 1] & 0xff;
        int[][] expected = listed(mode, left, corner, above);
        prediction.predictBlock(mode, plane, at, at - plane.stride + 4, 1);
        for (int y = 0; y < 4; y++) {
          for (int x = 0; x < 4; x++) {
            assertThat(plane.samples[at + y * plane.stride + x] & 0xff)
                .as("mode %d at %d, %d", mode, x, y)
                .isEqualTo(expected[y][x]);
          }
        }
      }
    }
  }

  @Test
  void samplesAboveAndToTheRightMayBeTheBorderOrRepeated() {
    Plane plane = noise(8, 12);
    int at = plane.at(0, 4);
    Arrays.fill(plane.samples, at - plane.stride, at - plane.stride + 4, (byte) 127);
    prediction.predictBlock(IntraModes.LEFT_DOWN, plane, at, -1, 1);
    assertThat(plane.samples[at + 3 * plane.stride + 3]).isEqualTo((byte) 127);
    int source = plane.at(5, 3);
    plane.samples[source] = 77;
    prediction.predictBlock(IntraModes.LEFT_DOWN, plane, at, source, 0);
    assertThat(plane.samples[at + 3 * plane.stride + 3]).isEqualTo((byte) 77);
  }

  @Test
  void squaresAreMeansRowsColumnsOrSlopes() {
    for (int size : new int[] {8, 16}) {
      for (int mode = IntraModes.DC; mode <= IntraModes.HORIZONTAL; mode++) {
        Plane plane = noise(2 * size, 2 * size);
        byte[] before = plane.samples.clone();
        int at = plane.at(size, size);
        prediction.predictSquare(mode, size, plane, size, size);
        int corner = before[at - plane.stride - 1] & 0xff;
        int sum = size;
        for (int i = 0; i < size; i++) {
          sum +=
              (before[at - plane.stride + i] & 0xff) + (before[at - 1 + i * plane.stride] & 0xff);
        }
        for (int y = 0; y < size; y++) {
          for (int x = 0; x < size; x++) {
            int above = before[at - plane.stride + x] & 0xff;
            int left = before[at - 1 + y * plane.stride] & 0xff;
            int expected =
                switch (mode) {
                  case IntraModes.DC -> sum / (2 * size);
                  case IntraModes.VERTICAL -> above;
                  case IntraModes.HORIZONTAL -> left;
                  default -> Math.max(0, Math.min(255, above + left - corner));
                };
            assertThat(plane.samples[at + y * plane.stride + x] & 0xff).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void theMeanOfNoNeighborsIsGray() {
    Plane plane = new Plane(16, 16);
    prediction.predictSquare(IntraModes.DC, 16, plane, 0, 0);
    assertThat(plane.samples[plane.at(0, 0)]).isEqualTo((byte) 128);
    assertThat(plane.samples[plane.at(15, 15)]).isEqualTo((byte) 128);
  }

  @Test
  void theMeanAtAnEdgeIsOfTheOtherSide() {
    Plane plane = noise(32, 32);
    for (int i = 0; i < 16; i++) {
      plane.samples[plane.at(15, i)] = 60;
      plane.samples[plane.at(i, 15)] = 90; // one of both is at (15, 15)
    }
    prediction.predictSquare(IntraModes.DC, 16, plane, 16, 0);
    assertThat(plane.samples[plane.at(20, 9)]).isEqualTo((byte) 62);
    prediction.predictSquare(IntraModes.DC, 16, plane, 0, 16);
    assertThat(plane.samples[plane.at(9, 20)]).isEqualTo((byte) 90);
  }

  private Plane noise(int columns, int rows) {
    Plane plane = new Plane(columns, rows);
    random.nextBytes(plane.samples);
    return plane;
  }

  /** E of the RFC: the left from below, the corner, and what is above. */
  private static int[][] listed(int mode, int[] left, int corner, int[] above) {
    int[] e = {
      left[3], left[2], left[1], left[0], corner, above[0], above[1], above[2], above[3], above[4],
      above[5], above[6], above[7]
    };
    return switch (mode) {
      case IntraModes.DC -> all(mean(left, above));
      case IntraModes.TRUE_MOTION -> slope(left, corner, above);
      case IntraModes.VERTICAL ->
          new int[][] {verticals(e), verticals(e), verticals(e), verticals(e)};
      case IntraModes.HORIZONTAL -> {
        int last = (left[2] + 3 * left[3] + 2) >> 2;
        yield rows(three(e, 3), three(e, 2), three(e, 1), last);
      }
      case IntraModes.LEFT_DOWN -> leftDown(e);
      case IntraModes.RIGHT_DOWN -> {
        int[][] b = new int[4][4];
        for (int i = 0; i < 16; i++) {
          b[i / 4][i % 4] = three(e, 4 - i / 4 + i % 4);
        }
        yield b;
      }
      case IntraModes.VERTICAL_RIGHT ->
          new int[][] {
            {two(e, 4), two(e, 5), two(e, 6), two(e, 7)},
            {three(e, 4), three(e, 5), three(e, 6), three(e, 7)},
            {three(e, 3), two(e, 4), two(e, 5), two(e, 6)},
            {three(e, 2), three(e, 4), three(e, 5), three(e, 6)}
          };
      case IntraModes.VERTICAL_LEFT ->
          new int[][] {
            {two(e, 5), two(e, 6), two(e, 7), two(e, 8)},
            {three(e, 6), three(e, 7), three(e, 8), three(e, 9)},
            {two(e, 6), two(e, 7), two(e, 8), three(e, 10)},
            {three(e, 7), three(e, 8), three(e, 9), three(e, 11)}
          };
      case IntraModes.HORIZONTAL_DOWN ->
          new int[][] {
            {two(e, 3), three(e, 4), three(e, 5), three(e, 6)},
            {two(e, 2), three(e, 3), two(e, 3), three(e, 4)},
            {two(e, 1), three(e, 2), two(e, 2), three(e, 3)},
            {two(e, 0), three(e, 1), two(e, 1), three(e, 2)}
          };
      default -> horizontalUp(left);
    };
  }

  private static int[][] horizontalUp(int[] l) {
    int last = (l[2] + 3 * l[3] + 2) >> 2;
    int a = (l[0] + l[1] + 1) >> 1;
    int b = (l[0] + 2 * l[1] + l[2] + 2) >> 2;
    int c = (l[1] + l[2] + 1) >> 1;
    int d = (l[1] + 2 * l[2] + l[3] + 2) >> 2;
    int f = (l[2] + l[3] + 1) >> 1;
    return new int[][] {
      {a, b, c, d}, {c, d, f, last}, {f, last, l[3], l[3]}, {l[3], l[3], l[3], l[3]}
    };
  }

  private static int[][] leftDown(int[] e) {
    int[][] b = new int[4][4];
    for (int i = 0; i < 15; i++) {
      b[i / 4][i % 4] = three(e, 6 + i / 4 + i % 4);
    }
    b[3][3] = (e[11] + 3 * e[12] + 2) >> 2;
    return b;
  }

  private static int[] verticals(int[] e) {
    return new int[] {three(e, 5), three(e, 6), three(e, 7), three(e, 8)};
  }

  private static int mean(int[] left, int[] above) {
    return (Arrays.stream(left).sum() + Arrays.stream(above, 0, 4).sum() + 4) >> 3;
  }

  private static int[][] slope(int[] left, int corner, int[] above) {
    int[][] b = new int[4][4];
    for (int i = 0; i < 16; i++) {
      b[i / 4][i % 4] = Math.max(0, Math.min(255, left[i / 4] + above[i % 4] - corner));
    }
    return b;
  }

  private static int[][] all(int value) {
    return rows(value, value, value, value);
  }

  private static int[][] rows(int... values) {
    return Arrays.stream(values).mapToObj(v -> new int[] {v, v, v, v}).toArray(int[][]::new);
  }

  private static int two(int[] e, int at) {
    return (e[at] + e[at + 1] + 1) >> 1;
  }

  private static int three(int[] e, int at) {
    return (e[at - 1] + 2 * e[at] + e[at + 1] + 2) >> 2;
  }
}
