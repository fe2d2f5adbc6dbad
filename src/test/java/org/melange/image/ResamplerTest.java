package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.image.ResampleKernel.Filter;

/** Blocks and lines change the order of the work, not a bit of the outcome. */
class ResamplerTest {

  @ParameterizedTest
  @CsvSource({
    "640, 480, 224",
    "480, 640, 224",
    "1000, 129, 64",
    "129, 1000, 64",
    "5000, 40, 16",
    "257, 256, 255",
    "3, 2, 224",
    "1, 700, 7"
  })
  void equalsTheSumsAsTheyStand(int width, int height, int size) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width).nextBytes(rgb);
    RgbImage image = new RgbImage(width, height, rgb);
    int shortest = Math.min(width, height);
    ResampleKernel columns = middle(width, shortest, size);
    ResampleKernel rows = middle(height, shortest, size);
    assertThat(new Resampler(image, columns, rows).window().rgb())
        .isEqualTo(plain(image, columns, rows));
  }

  private static ResampleKernel middle(int length, int shortest, int size) {
    long resized = (long) size * length / shortest;
    return ResampleKernel.of(Filter.BICUBIC, length, resized, (resized - size) / 2, size);
  }

  /** Sample by sample: the horizontal pass over the complete height, then the vertical pass. */
  private static byte[] plain(RgbImage image, ResampleKernel columns, ResampleKernel rows) {
    int stride = 3 * columns.count();
    byte[] narrow = new byte[stride * image.height()];
    for (int i = 0; i < narrow.length; i++) {
      int x = i % stride / 3;
      int from = 3 * (i / stride * image.width() + columns.first(x)) + i % 3;
      narrow[i] = sum(image.rgb(), from, 3, columns.weights(x));
    }
    byte[] out = new byte[stride * rows.count()];
    for (int i = 0; i < out.length; i++) {
      int y = i / stride;
      out[i] = sum(narrow, rows.first(y) * stride + i % stride, stride, rows.weights(y));
    }
    return out;
  }

  private static byte sum(byte[] samples, int from, int step, int[] weights) {
    int sum = 1 << (ResampleKernel.PRECISION_BITS - 1);
    for (int j = 0; j < weights.length; j++) {
      sum += (samples[from + j * step] & 0xff) * weights[j];
    }
    return (byte) Math.max(0, Math.min(255, sum >> ResampleKernel.PRECISION_BITS));
  }
}
