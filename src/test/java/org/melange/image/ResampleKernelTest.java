package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.image.ResampleKernel.Filter;

/** Properties of Pillow's kernels, and a plain loop over all samples. */
class ResampleKernelTest {

  private static final double ONE = 1 << ResampleKernel.PRECISION_BITS;

  @ParameterizedTest
  @CsvSource({"10, 10", "10, 7", "10, 23", "1, 5", "5, 1", "224, 223", "3000, 224", "2, 2"})
  void weightsOfASampleAddUpToOne(int in, int out) {
    ResampleKernel kernel = ResampleKernel.of(Filter.BICUBIC, in, out, 0, out);
    for (int i = 0; i < out; i++) {
      assertThat(Arrays.stream(kernel.weights(i)).sum() / ONE)
          .as("sample %d", i)
          .isCloseTo(1, within(kernel.weights(i).length / ONE));
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 7", "10, 23", "1, 5", "5, 1", "224, 223", "3000, 224"})
  void everyWeightIsOfASampleThatExists(int in, int out) {
    ResampleKernel kernel = ResampleKernel.of(Filter.BICUBIC, in, out, 0, out);
    for (int i = 0; i < out; i++) {
      assertThat(kernel.first(i)).isNotNegative();
      assertThat(kernel.first(i) + kernel.weights(i).length).isLessThanOrEqualTo(in);
      assertThat(kernel.weights(i)).isNotEmpty();
    }
    assertThat(kernel.begin()).isZero();
    assertThat(kernel.end()).isEqualTo(in);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSizeIsTheIdentity(Filter filter) {
    ResampleKernel kernel = ResampleKernel.of(filter, 6, 6, 0, 6);
    for (int i = 0; i < 6; i++) {
      int[] weights = kernel.weights(i);
      for (int j = 0; j < weights.length; j++) {
        assertThat(weights[j]).isEqualTo(kernel.first(i) + j == i ? (int) ONE : 0);
      }
    }
  }

  /** Shrinking widens the kernel, which the resamplers of the Java library do not do. */
  @Test
  void shrinkingReadsEverySampleOfTheInput() {
    ResampleKernel kernel = ResampleKernel.of(Filter.BICUBIC, 100, 10, 0, 10);
    assertThat(kernel.weights(5)).hasSize(40);
    assertThat(kernel.first(5)).isEqualTo(35);
    assertThat(ResampleKernel.of(Filter.LANCZOS, 100, 10, 0, 10).weights(5)).hasSize(60);
    assertThat(ResampleKernel.of(Filter.BICUBIC, 10, 100, 0, 100).weights(50)).hasSizeBetween(4, 5);
  }

  @Test
  void theKernelIsSymmetric() {
    ResampleKernel kernel = ResampleKernel.of(Filter.BICUBIC, 50, 20, 0, 20);
    for (int i = 0; i < 20; i++) {
      int[] mirrored = kernel.weights(19 - i).clone();
      for (int a = 0, b = mirrored.length - 1; a < b; a++, b--) {
        int swapped = mirrored[a];
        mirrored[a] = mirrored[b];
        mirrored[b] = swapped;
      }
      assertThat(kernel.weights(i)).isEqualTo(mirrored);
      assertThat(kernel.first(i))
          .isEqualTo(50 - kernel.first(19 - i) - kernel.weights(19 - i).length);
    }
  }

  @Test
  void aWindowIsAPartOfTheCompleteKernel() {
    ResampleKernel whole = ResampleKernel.of(Filter.BICUBIC, 300, 77, 0, 77);
    ResampleKernel window = ResampleKernel.of(Filter.BICUBIC, 300, 77, 20, 9);
    assertThat(window.count()).isEqualTo(9);
    for (int i = 0; i < 9; i++) {
      assertThat(window.first(i)).isEqualTo(whole.first(20 + i));
      assertThat(window.weights(i)).isEqualTo(whole.weights(20 + i));
    }
  }

  @Test
  void memoryGrowsWithTheWindowOnly() {
    long columns = 20_000L * 224;
    ResampleKernel kernel =
        ResampleKernel.of(Filter.BICUBIC, 20_000, columns, (columns - 224) / 2, 224);
    assertThat(kernel.count()).isEqualTo(224);
    assertThat(kernel.end() - kernel.begin()).isLessThan(8);
  }

  /** Keys' cubic with a = −1/2, written as in the paper and summed over all input samples. */
  @ParameterizedTest
  @CsvSource({"17, 5", "5, 17", "9, 9", "40, 3"})
  void weightsAreThoseOfKeysCubic(int in, int out) {
    ResampleKernel kernel = ResampleKernel.of(Filter.BICUBIC, in, out, 0, out);
    double scale = (double) in / out;
    double stretch = Math.max(1, scale);
    for (int i = 0; i < out; i++) {
      double center = (i + 0.5) * scale;
      double sum = 0;
      for (int j = 0; j < in; j++) {
        sum += cubic((j + 0.5 - center) / stretch);
      }
      for (int j = 0; j < in; j++) {
        int at = j - kernel.first(i);
        int[] weights = kernel.weights(i);
        double found = at < 0 || at >= weights.length ? 0 : weights[at] / ONE;
        assertThat(found)
            .as("weight of %d in %d", j, i)
            .isCloseTo(cubic((j + 0.5 - center) / stretch) / sum, within(0.5 / ONE + 1e-12));
      }
    }
  }

  /** sin(πx)/πx · sin(πx/3)/(πx/3), summed over all input samples. */
  @ParameterizedTest
  @CsvSource({"17, 5", "5, 17", "9, 9", "40, 3"})
  void weightsAreThoseOfLanczos(int in, int out) {
    ResampleKernel kernel = ResampleKernel.of(Filter.LANCZOS, in, out, 0, out);
    double scale = (double) in / out;
    double stretch = Math.max(1, scale);
    for (int i = 0; i < out; i++) {
      double center = (i + 0.5) * scale;
      double sum = 0;
      for (int j = 0; j < in; j++) {
        sum += lanczos((j + 0.5 - center) / stretch);
      }
      int[] weights = kernel.weights(i);
      for (int j = 0; j < in; j++) {
        int at = j - kernel.first(i);
        double found = at < 0 || at >= weights.length ? 0 : weights[at] / ONE;
        assertThat(found)
            .as("weight of %d in %d", j, i)
            .isCloseTo(lanczos((j + 0.5 - center) / stretch) / sum, within(0.5 / ONE + 1e-12));
      }
    }
  }

  @Test
  void aConstantImageStaysConstant() {
    Random random = new Random(43);
    for (int i = 0; i < 20; i++) {
      int width = 1 + random.nextInt(60);
      int height = 1 + random.nextInt(60);
      byte[] rgb = new byte[3 * width * height];
      Arrays.fill(rgb, (byte) (37 * i));
      RgbImage image = new RgbImage(width, height, rgb);
      for (ImagePreparation preparation : ImagePreparation.values()) {
        assertThat(ClipImageProcessor.forSize(16, preparation).square(image).rgb())
            .as("%s of %d x %d", preparation.code(), width, height)
            .containsOnly((byte) (37 * i));
      }
    }
  }

  private static double lanczos(double x) {
    double pi = Math.PI * x;
    if (x == 0) {
      return 1;
    }
    return Math.abs(x) < 3 ? 3 * Math.sin(pi) * Math.sin(pi / 3) / (pi * pi) : 0;
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return 1.5 * x * x * x - 2.5 * x * x + 1;
    }
    return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
  }
}
