package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Formats recognized by the first bytes of a file. */
class ImageFormatTest {

  @ParameterizedTest
  @CsvSource({
    "ffd8ff, JPEG",
    "89504e470d0a1a0a, PNG",
    "474946383761, GIF",
    "474946383961, GIF",
    "524946460000000057454250, WEBP",
    "49492a00, TIFF",
    "4d4d002a, TIFF",
    "424d0000000000000000000000002800000000, BMP",
    "424d0000000000000000000000000c00000000, BMP"
  })
  void theFirstBytesNameTheFormat(String hex, ImageFormat expected) {
    assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ff, NONE",
    "89504e470d0a1a, NONE",
    "474946383861, NONE",
    "524946460000000041564920, NONE",
    "424d00000000000000000000000028000000, NONE",
    "424d0000000000000000000000000b00000000, NONE",
    "424d0000000000000000000000002820202020, NONE"
  })
  void nearMissesAreNone(String hex, ImageFormat expected) {
    assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).isEqualTo(expected);
  }

  @Test
  void anEmptyFileHasNoFormat() {
    assertThat(ImageFormat.of(new byte[0])).isEqualTo(ImageFormat.NONE);
    assertThat(UndecodedFormat.of(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "????ftypavif, AVIF",
    "????ftypheic, HEIF",
    "????ftypmif1, HEIF",
    "8BPS, PHOTOSHOP",
    "gimp xcf, GIMP",
    "%PDF-1.4, PDF",
    "AT&TFORM, DJVU",
    "icns, ICON",
    "P5 12 9, NETPBM",
    "#?RADIANCE, RADIANCE",
    "qoif, QOI",
    "SIMPLE  = T, FITS",
    "<svg/>, SVG"
  })
  void formatsWithoutADecoderAreNamed(String beginning, UndecodedFormat expected) {
    assertThat(format(beginning)).contains(expected);
  }

  @Test
  void formatsMayBeginWithControlCharacters() {
    assertThat(format("Pf\n1 1")).contains(UndecodedFormat.NETPBM);
    assertThat(format("v/1\1")).contains(UndecodedFormat.OPEN_EXR);
    assertThat(format("IIU\0")).contains(UndecodedFormat.CAMERA_RAW);
    assertThat(format("\0\0\1\0")).contains(UndecodedFormat.ICON);
    assertThat(format("P7\nWIDTH 3")).contains(UndecodedFormat.NETPBM);
    assertThat(format("P7 WIDTH 3")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"P5", "P5x12", "P8 12", "P5 x", "ftypavif", "????ftypmp42", "<html>", "8BP"})
  void otherFilesHaveNoFormat(String beginning) {
    assertThat(format(beginning)).isEmpty();
  }

  /** The order of the list must not matter: no file may have two formats. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void decodedFormatsAreNotUndecodedOnes(ImageFormat kind) {
    byte[] file = new byte[64];
    byte[] beginning =
        switch (kind) {
          case JPEG -> new byte[] {-1, (byte) 0xd8, -1};
          case PNG -> new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
          case GIF -> "GIF89a".getBytes(StandardCharsets.ISO_8859_1);
          case BMP -> "BM".getBytes(StandardCharsets.ISO_8859_1);
          case WEBP -> "RIFF....WEBP".getBytes(StandardCharsets.ISO_8859_1);
          default -> "II*\0".getBytes(StandardCharsets.ISO_8859_1);
        };
    System.arraycopy(beginning, 0, file, 0, beginning.length);
    file[14] = 40;
    assertThat(ImageFormat.of(file)).isEqualTo(kind);
    assertThat(UndecodedFormat.of(file)).isEmpty();
  }

  private static Optional<UndecodedFormat> format(String beginning) {
    return UndecodedFormat.of(beginning.getBytes(StandardCharsets.ISO_8859_1));
  }
}
