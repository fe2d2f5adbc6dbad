package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colors at full resolution against weights of 9, 3, 3 and 1 and against ITU-R BT.601. */
class UpsamplingTest {

  @Test
  void withoutColorAllChannelsAreBrightness() {
    for (int y = 0; y < 256; y++) {
      byte[] rgb = Upsampling.toRgb(1, 1, filled(16, y), filled(8, 128), filled(8, 128));
      double expected = Math.max(0, Math.min(255, (y - 16) * 255 / 219.0));
      for (int c = 0; c < 3; c++) {
        assertThat((double) (rgb[c] & 0xff)).isCloseTo(expected, within(1.0));
      }
    }
  }

  @Test
  void colorsAreThoseOfBt601() {
    Random random = new Random(43);
    for (int i = 0; i < 2000; i++) {
      int y = 16 + random.nextInt(220);
      int u = 16 + random.nextInt(225);
      int v = 16 + random.nextInt(225);
      byte[] rgb = Upsampling.toRgb(1, 1, filled(16, y), filled(8, u), filled(8, v));
      double base = (y - 16) * 255 / 219.0;
      double[] exact = {
        base + 1.596027 * (v - 128),
        base - 0.391762 * (u - 128) - 0.812968 * (v - 128),
        base + 2.017232 * (u - 128)
      };
      for (int c = 0; c < 3; c++) {
        double expected = Math.max(0, Math.min(255, exact[c]));
        assertThat((double) (rgb[c] & 0xff)).isCloseTo(expected, within(1.5));
      }
    }
  }

  /** Blue follows one difference alone: it shows how that is interpolated. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 5", "7, 6", "16, 15"})
  void differencesAreInterpolatedBetweenTheFourNearest(int width, int height) {
    Plane luma = filled(16, 128);
    Plane blue = new Plane(8, 8);
    Random random = new Random(width);
    for (int i = 0; i < blue.samples.length; i++) {
      blue.samples[i] = (byte) (118 + random.nextInt(20));
    }
    byte[] rgb = Upsampling.toRgb(width, height, luma, blue, filled(8, 128));
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = 0;
        for (int i = 0; i < 4; i++) {
          int column = x / 2 + (i % 2 == 0 ? 0 : x % 2 == 0 ? -1 : 1);
          int row = y / 2 + (i / 2 == 0 ? 0 : y % 2 == 0 ? -1 : 1);
          column = Math.max(0, Math.min((width - 1) / 2, column));
          row = Math.max(0, Math.min((height - 1) / 2, row));
          double weight = (i % 2 == 0 ? 3 : 1) * (i / 2 == 0 ? 3 : 1) / 16.0;
          u += weight * (blue.samples[blue.at(column, row)] & 0xff);
        }
        double expected = (128 - 16) * 255 / 219.0 + 2.017232 * (u - 128);
        assertThat((double) (rgb[3 * (y * width + x) + 2] & 0xff))
            .as("column %d of %d, row %d of %d", x, width, y, height)
            .isCloseTo(expected, within(3.5));
      }
    }
  }

  private static Plane filled(int size, int value) {
    Plane plane = new Plane(size, size);
    Arrays.fill(plane.samples, (byte) value);
    return plane;
  }
}
