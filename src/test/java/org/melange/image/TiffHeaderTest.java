package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory of a TIFF file, searched for its compression before a decoder sees it. */
class TiffHeaderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946})
  void compressionsWithADecoderPass(int compression) {
    assertThatCode(() -> TiffHeader.check(little(8, 259, 3, compression)))
        .doesNotThrowAnyException();
    assertThatCode(() -> TiffHeader.check(big(259, 3, compression))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 34712, 34925, 50000, 65535})
  void compressionsWithoutADecoderAreNamed(int compression) {
    for (byte[] file : new byte[][] {little(8, 259, 3, compression), big(259, 3, compression)}) {
      assertThatThrownBy(() -> TiffHeader.check(file))
          .isInstanceOfSatisfying(
              ImageException.class, e -> isUnsupported(e, "compression " + compression));
    }
  }

  @Test
  void otherEntriesAreNotTakenForACompression() {
    assertThatCode(() -> TiffHeader.check(little(8, 258, 3, 50000))).doesNotThrowAnyException();
    assertThatCode(() -> TiffHeader.check(little(8, 259, 4, 50000))).doesNotThrowAnyException();
  }

  @Test
  void aHeaderThatEndsEarlyIsTruncated() {
    for (int length = 4; length < 8; length++) {
      byte[] file = Arrays.copyOf(little(8, 259, 3, 1), length);
      assertThatThrownBy(() -> TiffHeader.check(file))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.TRUNCATED));
    }
  }

  @Test
  void aDirectoryOutsideTheFileIsLeftToTheDecoder() {
    for (long directory : new long[] {1000, 0x7fffffffL, 0x80000000L, 0xffffffffL}) {
      assertThatCode(() -> TiffHeader.check(little(directory, 259, 3, 50000)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void anyBytesPassOrAreUnsupported() {
    Random random = new Random(43);
    for (int i = 0; i < 5000; i++) {
      byte[] file = new byte[8 + random.nextInt(60)];
      random.nextBytes(file);
      file[0] = (byte) (i % 2 == 0 ? 'I' : 'M');
      if (i % 3 == 0) {
        System.arraycopy(new byte[] {8, 0, 0, 0}, 0, file, 4, 4);
      }
      try {
        TiffHeader.check(file);
      } catch (ImageException e) {
        isUnsupported(e, "compression ");
      }
    }
  }

  private static void isUnsupported(ImageException e, String message) {
    assertThat(e.error()).isEqualTo(ImageError.UNSUPPORTED);
    assertThat(e).hasMessageContaining(message);
  }

  private static byte[] little(long directory, int tag, int type, int value) {
    return new ByteWriter()
        .text("II*\0")
        .little(directory, 4)
        .little(1, 2)
        .little(tag, 2)
        .little(type, 2)
        .little(1, 4)
        .little(value, 4)
        .toBytes();
  }

  private static byte[] big(int tag, int type, int value) {
    return new ByteWriter()
        .text("MM\0*")
        .big(8, 4)
        .big(1, 2)
        .big(tag, 2)
        .big(type, 2)
        .big(1, 4)
        .big(value, 2)
        .zeros(2)
        .toBytes();
  }
}
