package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Conversions of a JPEG's channels against the formulas of ITU-T T.871 in floating point. */
class JpegColorsTest {

  @Test
  void greyIsRepeated() {
    byte[] all = all();
    byte[] rgb = JpegColors.GRAY.toRgb(all.clone());
    for (int i = 0; i < 256; i++) {
      assertThat(pixel(rgb, i)).containsExactly(i, i, i);
    }
  }

  @Test
  void rgbIsLeftAsItIs() {
    byte[] pixels = {1, 2, 3, -1, -2, -3};
    assertThat(JpegColors.RGB.toRgb(pixels)).isSameAs(pixels);
  }

  /** The rounding of sixteen-bit fixed point is at most one step off. */
  @Test
  void luminanceAndDifferencesAreWithinAStepOfTheFormula() {
    for (int y = 0; y < 256; y += 5) {
      for (int cb = 0; cb < 256; cb += 3) {
        for (int cr = 0; cr < 256; cr += 17) {
          int[] found = pixel(JpegColors.YCC.toRgb(new byte[] {(byte) y, (byte) cb, (byte) cr}), 0);
          double[] exact = rgb(y, cb, cr);
          for (int c = 0; c < 3; c++) {
            assertThat(Math.abs(found[c] - exact[c]))
                .as("channel %d of %d, %d, %d", c, y, cb, cr)
                .isLessThan(1);
          }
        }
      }
    }
  }

  @Test
  void differencesOf128AreGrey() {
    for (int y = 0; y < 256; y++) {
      byte[] pixel = {(byte) y, (byte) 128, (byte) 128};
      assertThat(pixel(JpegColors.YCC.toRgb(pixel), 0)).containsExactly(y, y, y);
    }
  }

  /** Values that libjpeg gives, whose rounding differs from that of the plain formula. */
  @Test
  void theRoundingIsLibjpegs() {
    assertThat(pixel(JpegColors.YCC.toRgb(new byte[] {76, 85, (byte) 255}), 0))
        .containsExactly(254, 0, 0);
    assertThat(pixel(JpegColors.YCC.toRgb(new byte[] {(byte) 150, 44, 21}), 0))
        .containsExactly(0, 255, 1);
    assertThat(pixel(JpegColors.YCC.toRgb(new byte[] {29, (byte) 255, 107}), 0))
        .containsExactly(0, 0, 254);
  }

  /** Channels are complements of inks: light is each times black. */
  @Test
  void inksAreMultipliedByBlack() {
    Random random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      byte[] inks = new byte[4];
      random.nextBytes(inks);
      int black = inks[3] & 0xff;
      int[] found = pixel(JpegColors.CMYK.toRgb(inks.clone()), 0);
      for (int c = 0; c < 3; c++) {
        double exact = (inks[c] & 0xff) * black / 255.0;
        assertThat(Math.abs(found[c] - exact)).isLessThanOrEqualTo(0.5 + 1e-9);
      }
    }
  }

  @Test
  void inksBehindLuminanceAreComplementsOfRgb() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      byte[] channels = new byte[4];
      random.nextBytes(channels);
      int[] light =
          pixel(JpegColors.YCC.toRgb(new byte[] {channels[0], channels[1], channels[2]}), 0);
      byte[] inks = {
        (byte) (255 - light[0]), (byte) (255 - light[1]), (byte) (255 - light[2]), channels[3]
      };
      assertThat(JpegColors.YCCK.toRgb(channels)).isEqualTo(JpegColors.CMYK.toRgb(inks));
    }
  }

  @Test
  void everyKindKnowsItsChannels() {
    assertThat(JpegColors.GRAY.channels()).isEqualTo(1);
    assertThat(JpegColors.YCC.channels()).isEqualTo(3);
    assertThat(JpegColors.YCCK.channels()).isEqualTo(4);
    for (JpegColors kind : JpegColors.values()) {
      assertThat(kind.toRgb(new byte[6 * kind.channels()])).hasSize(18);
    }
  }

  private static double[] rgb(double y, double cb, double cr) {
    return new double[] {
      limited(y + 1.402 * (cr - 128)),
      limited(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
      limited(y + 1.772 * (cb - 128))
    };
  }

  private static double limited(double value) {
    return Math.max(0, Math.min(255, value));
  }

  private static byte[] all() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private static int[] pixel(byte[] rgb, int index) {
    return new int[] {rgb[3 * index] & 0xff, rgb[3 * index + 1] & 0xff, rgb[3 * index + 2] & 0xff};
  }
}
