package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThumbnailTest {

  private static final ImageDecoder DECODER = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));

  @Test
  void theLongerSideShrinks() {
    assertSize(Thumbnail.jpeg(gray(400, 200), 100, 20_000), 100, 50);
    assertSize(Thumbnail.jpeg(gray(30, 900), 100, 20_000), 3, 100);
    assertSize(Thumbnail.jpeg(gray(2_000, 1), 100, 20_000), 100, 1);
  }

  @Test
  void aSmallImageKeepsItsSize() {
    assertSize(Thumbnail.jpeg(gray(40, 20), 100, 20_000), 40, 20);
  }

  @Test
  void colorsAreKept() {
    byte[] red = new byte[3 * 64 * 64];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 255;
    }
    RgbImage small = decoded(Thumbnail.jpeg(new RgbImage(64, 64, red), 16, 20_000).orElseThrow());
    assertThat(small.sample(8, 8, 0)).isGreaterThan(245);
    assertThat(small.sample(8, 8, 1)).isLessThan(10);
  }

  @Test
  void aNoisyImageLosesQualityBeforeItIsLeftOut() {
    byte[] noise = new byte[3 * 192 * 192];
    new Random(43).nextBytes(noise);
    RgbImage image = new RgbImage(192, 192, noise);
    int best = Thumbnail.jpeg(image, 192, Integer.MAX_VALUE).orElseThrow().length;
    assertThat(Thumbnail.jpeg(image, 192, best - 1).orElseThrow().length).isLessThan(best);
    assertThat(Thumbnail.jpeg(image, 192, 100)).isEmpty();
  }

  private static void assertSize(Optional<byte[]> jpeg, int width, int height) {
    RgbImage image = decoded(jpeg.orElseThrow());
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  private static RgbImage decoded(byte[] jpeg) {
    return DECODER
        .decode(jpeg)
        .fold(
            ImageOutcome.Decoded::image,
            failed -> {
              throw new AssertionError(failed.message());
            });
  }

  private static RgbImage gray(int width, int height) {
    byte[] samples = new byte[3 * width * height];
    java.util.Arrays.fill(samples, (byte) 128);
    return new RgbImage(width, height, samples);
  }
}
