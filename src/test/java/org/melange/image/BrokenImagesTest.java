package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are corrupt in ways that occur on the web. Each must give an error, and none an
 * exception, an endless loop or wrong pixels.
 */
class BrokenImagesTest {

  /** The possible errors of a truncated or corrupt file. */
  private static final Set<ImageError> DAMAGE =
      EnumSet.of(
          ImageError.TRUNCATED,
          ImageError.BROKEN,
          ImageError.UNSUPPORTED,
          ImageError.TOO_MANY_PIXELS,
          ImageError.NOT_AN_IMAGE);

  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 22, 4_000_000));

  /** Files without data after the image that truncation could remove. */
  static List<String> files() {
    return List.of(
        "baseline-420.jpg",
        "progressive.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "rgb.png",
        "rgba-16bit.png",
        "palette-4bit.png",
        "interlaced.png",
        "plain.gif",
        "interlaced.gif",
        "lossy.webp",
        "lossless.webp",
        "filtered-simple.webp",
        "animated.webp",
        "lossy-alpha.webp",
        "rgb.bmp",
        "palette.bmp",
        "rgb-raw.tiff",
        "rgb-lzw.tiff",
        "rgb-adobe_deflate.tiff",
        "rgb-packbits.tiff",
        "jpeg.tiff",
        "bilevel-group4.tiff");
  }

  @ParameterizedTest
  @MethodSource("files")
  void truncatedFilesAreRejectedOrComplete(String name) {
    byte[] file = golden(name);
    RgbImage whole = image(decoder.decode(file));
    for (int i = 1; i < 64; i++) {
      byte[] cut = Arrays.copyOf(file, (int) ((long) file.length * i / 64));
      ImageOutcome outcome = decoder.decode(cut);
      RgbImage left = image(outcome);
      if (left == null) {
        assertThat(error(outcome)).as("%s cut to %d", name, cut.length).isIn(DAMAGE);
      } else {
        // Directories of some files lie in front of padding or behind the pixels.
        assertThat(left.rgb()).as("%s cut to %d", name, cut.length).isEqualTo(whole.rgb());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void garbageBehindTheHeaderIsRefused(String name) {
    byte[] file = golden(name);
    byte[] garbage = new byte[2000];
    new Random(7).nextBytes(garbage);
    System.arraycopy(file, 0, garbage, 0, 16);
    assertThat(error(decoder.decode(garbage))).as(name).isIn(DAMAGE);
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(file, 16), 2000);
    assertThat(error(decoder.decode(zeros))).as(name).isIn(DAMAGE);
  }

  @ParameterizedTest
  @MethodSource("files")
  void flippedBitsEndInAnOutcome(String name) {
    byte[] file = golden(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 150; i++) {
      byte[] damaged = file.clone();
      for (int j = 0; j <= i % 4; j++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      ImageOutcome outcome = decoder.decode(damaged);
      if (image(outcome) == null) {
        assertThat(error(outcome)).as(name).isIn(DAMAGE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rgb.png, a.jpg", "lossy.webp, a.png", "plain.gif, a.tiff"})
  void theContentCountsAndNotTheName(String content, String name) {
    assertThat(image(decoder.decode(golden(content)))).as(name).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>404</body></html>",
        "<html><img src='a.jpg'></html>",
        "{\"error\": \"not found\"}",
        "version https://git-lfs.github.com/spec/v1",
        "GIF",
        "BMW",
        "RIFF1234AVI LIST"
      })
  void otherFilesAreNotImages(String text) {
    assertThat(error(decoder.decode(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(ImageError.NOT_AN_IMAGE);
  }

  @Test
  void compressedAndEmptyFilesAreNotImages() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(golden("rgb.png"));
    }
    assertThat(error(decoder.decode(packed.toByteArray()))).isEqualTo(ImageError.NOT_AN_IMAGE);
    assertThat(error(decoder.decode(new byte[0]))).isEqualTo(ImageError.EMPTY);
    assertThat(error(decoder.decode(new byte[5000]))).isEqualTo(ImageError.NOT_AN_IMAGE);
  }

  @Test
  void aSmallFileMayNotBecomeALargeImage() {
    assertThat(error(decoder.decode(ImageFiles.png(1999, 2000, new byte[50]))))
        .isEqualTo(ImageError.TRUNCATED);
    assertThat(error(decoder.decode(ImageFiles.png(2001, 2000, new byte[50]))))
        .isEqualTo(ImageError.TOO_MANY_PIXELS);
    assertThat(
            error(
                decoder.decode(ImageFiles.png(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[50]))))
        .isIn(ImageError.TOO_MANY_PIXELS, ImageError.BROKEN);
  }

  /** An image of one color compresses a thousandfold. Within the limits that is not an error. */
  @Test
  void anImageThatCompressesWellIsDecodedWithinTheLimits() {
    byte[] rows = new byte[1000 * 3001];
    byte[] bomb = ImageFiles.png(1000, 1000, rows);
    assertThat(bomb.length).isLessThan(rows.length / 500);
    assertThat(image(decoder.decode(bomb)).rgb()).containsOnly((byte) 0);
    assertThat(error(new ImageDecoder(new ImageLimits(1 << 20, 999_999)).decode(bomb)))
        .isEqualTo(ImageError.TOO_MANY_PIXELS);
  }

  /** Data after the pixels of the image is not inflated. */
  @Test
  void dataAfterThePixelsIsIgnored() {
    byte[] bomb = ImageFiles.png(2, 2, new byte[3_000_000]);
    assertThat(bomb.length).isLessThan(10_000);
    assertThat(image(decoder.decode(bomb)).rgb()).hasSize(12);
  }

  @Test
  void aJpegOfThousandsOfScansIsRefused() {
    byte[] file = golden("progressive.jpg");
    int scan = 0;
    while ((file[scan] & 0xff) != 0xff || (file[scan + 1] & 0xff) != 0xda) {
      scan++;
    }
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(file, 0, scan);
    for (int i = 0; i < 3000; i++) {
      bomb.write(file, scan, 12);
    }
    bomb.write(file, scan, file.length - scan);
    assertThat(error(decoder.decode(bomb.toByteArray()))).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void pixelsThatEndBeforeTheEndMarkerAreNotGrey() {
    for (String name : List.of("baseline-420.jpg", "progressive.jpg", "cmyk.jpg", "grey.jpg")) {
      byte[] file = golden(name);
      byte[] closed = Arrays.copyOf(file, file.length - file.length / 5);
      closed[closed.length - 2] = (byte) 0xff;
      closed[closed.length - 1] = (byte) 0xd9;
      assertThat(error(decoder.decode(closed))).as(name).isIn(DAMAGE);
    }
  }

  private static byte[] golden(String name) {
    try {
      return Files.readAllBytes(
          Path.of(BrokenImagesTest.class.getResource("/golden/images/" + name).toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static RgbImage image(ImageOutcome outcome) {
    return outcome.fold(ImageOutcome.Decoded::image, failed -> null);
  }

  private static ImageError error(ImageOutcome outcome) {
    return outcome.fold(decoded -> null, ImageOutcome.Failed::error);
  }
}
