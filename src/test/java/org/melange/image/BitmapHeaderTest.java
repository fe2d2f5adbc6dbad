package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of a BMP file. */
class BitmapHeaderTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 6})
  void ownCompressionsPass(int compression) {
    assertThatCode(() -> BitmapHeader.check(file(40, compression))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aWrappedJpegOrPngIsRefused(int compression) {
    for (int header : new int[] {40, 52, 108, 124}) {
      assertThatThrownBy(() -> BitmapHeader.check(file(header, compression)))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.UNSUPPORTED));
    }
  }

  /** The header of OS/2 has twelve bytes and no field for a compression. */
  @Test
  void aShortHeaderHasNoCompression() {
    assertThatCode(() -> BitmapHeader.check(file(12, 4))).doesNotThrowAnyException();
  }

  @Test
  void aHeaderThatEndsEarlyIsTruncated() {
    for (int length = 2; length < 34; length++) {
      byte[] part = Arrays.copyOf(file(40, 0), length);
      assertThatThrownBy(() -> BitmapHeader.check(part))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.TRUNCATED));
    }
  }

  private static byte[] file(int headerLength, int compression) {
    return new ByteWriter()
        .text("BM")
        .zeros(12)
        .little(headerLength, 4)
        .zeros(12)
        .little(compression, 4)
        .toBytes();
  }
}
