package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {

  private static final List<String> UNDECODED =
      List.of(
          "<?xml version='1.0'?>\n<svg/>",
          "\u00ef\u00bb\u00bf<!--"
              + "x".repeat(5000)
              + "--><!DOCTYPE svg [<!ENTITY a 'b>'>]><s:svg >",
          "\0\0\0 ftypavif",
          "\0\0\0 ftypheic",
          "\0\0\0\u000cJXL ",
          "\0\0\1\0",
          "8BPS\0\1",
          "%PDF-1.7",
          "%!PS-Adobe-3.0",
          "II+\0\u0008\0",
          "MM\0+\0\u0008",
          "P6\n131 97\n255\n",
          "P3 # a comment",
          "P7\nWIDTH 3",
          "qoif");

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void decodesLosslessKinds(String format) {
    assertSmoothImage(
        ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), format), 0);
  }

  @Test
  void decodesJpegs() {
    BufferedImage source = ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR);
    assertSmoothImage(ImageFiles.file(source, "jpeg"), 8);
    assertSmoothImage(ImageFiles.progressive(source), 8);
  }

  @Test
  void looksUpPalettes() {
    BufferedImage source = ImageFiles.smoothImage(BufferedImage.TYPE_BYTE_INDEXED);
    for (String format : List.of("png", "gif", "bmp")) {
      RgbImage image = decoded(ImageFiles.file(source, format));
      for (int i = 0; i < 100; i++) {
        int x = i * 7 % ImageFiles.WIDTH;
        int y = i * 5 % ImageFiles.HEIGHT;
        assertThat(color(image, x, y)).as(format).isEqualTo(source.getRGB(x, y) & 0xffffff);
      }
    }
  }

  @Test
  void readsBlackAndWhite() {
    BufferedImage source = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    source.setRGB(8, 1, 0xffffffff);
    RgbImage image = decoded(ImageFiles.file(source, "png"));
    assertThat(color(image, 8, 1)).isEqualTo(0xffffff);
    assertThat(color(image, 7, 1)).isZero();
  }

  @Test
  void readsSixteenBitBitmaps() {
    BufferedImage source = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_555_RGB);
    source.setRGB(1, 0, 0xffffffff);
    RgbImage image = decoded(ImageFiles.file(source, "bmp"));
    assertThat(color(image, 1, 0)).isEqualTo(0xffffff);
    assertThat(color(image, 0, 0)).isZero();
  }

  @Test
  void repeatsGreyWithoutACurve() {
    BufferedImage source = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      source.getRaster().setSample(x, 0, 0, x);
    }
    RgbImage image = decoded(ImageFiles.file(source, "png"));
    for (int x = 0; x < 256; x++) {
      assertThat(color(image, x, 0)).isEqualTo(x * 0x010101);
    }
    RgbImage jpeg = decoded(ImageFiles.file(source, "jpeg"));
    assertThat(jpeg.sample(200, 0, 1)).isCloseTo(200, within(8)).isEqualTo(jpeg.sample(200, 0, 2));
  }

  @Test
  void dropsAlphaAndDoesNotBlend() {
    BufferedImage source = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    source.setRGB(0, 0, 0x00102030);
    source.setRGB(1, 0, 0x80405060);
    RgbImage image = decoded(ImageFiles.file(source, "png"));
    assertThat(color(image, 0, 0)).isEqualTo(0x102030);
    assertThat(color(image, 1, 0)).isEqualTo(0x405060);
  }

  @Test
  void treatsDeepSamplesAsPillowDoes() {
    assertThat(color(decoded(ImageFiles.deepPng(0x12ff)), 0, 0)).isEqualTo(0xffffff);
    assertThat(color(decoded(ImageFiles.deepPng(0x0012)), 0, 0)).isEqualTo(0x121212);
    assertThat(color(decoded(ImageFiles.deepPng(0x1234, 0x5678, 0x9abc)), 0, 0))
        .isEqualTo(0x12569a);
    assertThat(color(decoded(ImageFiles.deepPng(0x1234, 0x5678, 0x9abc, 0)), 0, 0))
        .isEqualTo(0x12569a);
  }

  @Test
  void readsPrintColorsAsComplements() {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {255, 128, 0, 200});
    }
    RgbImage image = decoded(ImageFiles.jpegOfRaster(raster));
    assertThat(image.sample(5, 5, 0)).isCloseTo(200, within(3));
    assertThat(image.sample(5, 5, 1)).isCloseTo(100, within(3));
    assertThat(image.sample(5, 5, 2)).isCloseTo(0, within(3));
  }

  @Test
  void readsLuminanceAndChrominanceOfPrint() {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {76, 85, 255, 255});
    }
    byte[] adobe = "Adobe\0d\0\0\0\0\2".getBytes(StandardCharsets.ISO_8859_1);
    RgbImage image = decoded(ImageFiles.withSegment(ImageFiles.jpegOfRaster(raster), 0xee, adobe));
    assertThat(image.sample(5, 5, 0)).isCloseTo(1, within(3));
    assertThat(image.sample(5, 5, 1)).isCloseTo(255, within(3));
    assertThat(image.sample(5, 5, 2)).isCloseTo(255, within(3));
  }

  @Test
  void ignoresProfilesAndOrientation() {
    byte[] plain = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] name = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
    byte[] content = Arrays.copyOf(name, name.length + profile.length);
    System.arraycopy(profile, 0, content, name.length, profile.length);
    byte[] exif =
        "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] dressed =
        ImageFiles.withSegment(ImageFiles.withSegment(plain, 0xe2, content), 0xe1, exif);
    assertThat(decoded(dressed).rgb()).isEqualTo(decoded(plain).rgb());
  }

  @ParameterizedTest
  @CsvSource({
    "lossy, UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
    "lossless, UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
    "alpha,"
        + " UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA=="
  })
  void decodesWebp(String variety, String base64) {
    byte[] file = Base64.getDecoder().decode(base64);
    assertThat(decoded(file).width()).as(variety).isEqualTo(1);
    assertThat(error(Arrays.copyOf(file, file.length - 4))).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void rejectsEveryTruncatedFile() {
    BufferedImage source = ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR);
    Map<String, byte[]> files =
        Map.of(
            "baseline", ImageFiles.file(source, "jpeg"),
            "progressive", ImageFiles.progressive(source),
            "bmp", ImageFiles.file(source, "bmp"));
    files.forEach(
        (name, file) -> {
          for (int length = 40; length < file.length; length++) {
            assertThat(error(Arrays.copyOf(file, length)))
                .as("%s cut to %d of %d", name, length, file.length)
                .isEqualTo(ImageError.TRUNCATED);
          }
        });
  }

  @Test
  void needsThePixelsOfAPngOnly() {
    byte[] png = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "png");
    byte[] pixels = decoded(png).rgb();
    for (int length = 40; length < png.length; length++) {
      byte[] start = Arrays.copyOf(png, length);
      if (length >= png.length - 12) {
        assertThat(decoded(start).rgb()).isEqualTo(pixels);
      } else if (length < png.length - 24) {
        assertThat(error(start)).as("%d bytes", length).isEqualTo(ImageError.TRUNCATED);
      }
    }
  }

  @Test
  void checksumsCountUpToThePixelsOnly() {
    byte[] png = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "png");
    byte[] pixels = decoded(png).rgb();
    png[png.length - 13] ^= 1;
    assertThat(decoded(png).rgb()).isEqualTo(pixels);
    png[32] ^= 1;
    assertThat(error(png)).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void aJpegWithoutItsEndMarkerNeedsBytesBehindItsPixels() {
    BufferedImage source = ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR);
    byte[] jpeg = ImageFiles.file(source, "jpeg");
    byte[] open = Arrays.copyOf(jpeg, jpeg.length - 2);
    assertThat(error(open)).isEqualTo(ImageError.TRUNCATED);
    byte[] padded = Arrays.copyOf(open, open.length + 1000);
    assertThat(decoded(padded).rgb()).isEqualTo(decoded(jpeg).rgb());
    byte[] cut = Arrays.copyOf(Arrays.copyOf(open, open.length - 100), jpeg.length + 1000);
    assertThat(error(cut)).isEqualTo(ImageError.TRUNCATED);
    byte[] scans = ImageFiles.progressive(source);
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(scans, scans.length - 2), scans.length + 1000);
    assertThat(error(zeros)).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void needsTheFirstFrameOfAGifOnly() {
    byte[] gif = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_BYTE_INDEXED), "gif");
    assertThat(decoded(Arrays.copyOf(gif, gif.length - 1)).width()).isEqualTo(ImageFiles.WIDTH);
    for (int length = 13; length < gif.length - 1; length++) {
      assertThat(error(Arrays.copyOf(gif, length))).isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void noticesThatPixelsRunOutBeforeTheEndMarker() {
    byte[] jpeg = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    byte[] closed = Arrays.copyOf(jpeg, jpeg.length * 4 / 5);
    closed[closed.length - 2] = (byte) 0xff;
    closed[closed.length - 1] = (byte) 0xd9;
    assertThat(error(closed)).isEqualTo(ImageError.TRUNCATED);
    assertThat(error(ImageFiles.png(20, 20, new byte[20 * 61 / 2])))
        .isEqualTo(ImageError.TRUNCATED);
    assertThat(decoded(ImageFiles.png(20, 20, new byte[20 * 61])).height()).isEqualTo(20);
  }

  @Test
  void noticesDamagedPixels() {
    byte[] png = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "png");
    Arrays.fill(png, png.length / 2, png.length / 2 + 40, (byte) 0x55);
    assertThat(error(png)).isIn(ImageError.BROKEN, ImageError.TRUNCATED);
  }

  @Test
  void refusesBombsByTheirHeader() {
    assertThat(error(ImageFiles.png(60_000, 60_000, new byte[9])))
        .isEqualTo(ImageError.TOO_MANY_PIXELS);
    byte[] jpeg = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    int frame =
        IntStream.range(0, jpeg.length)
            .filter(i -> (jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0)
            .findFirst()
            .orElseThrow();
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xea);
    assertThat(error(jpeg)).isEqualTo(ImageError.TOO_MANY_PIXELS);
    byte[] gif = ImageFiles.file(ImageFiles.smoothImage(BufferedImage.TYPE_BYTE_INDEXED), "gif");
    ImageDecoder strict = new ImageDecoder(new ImageLimits(1_000_000, 100));
    assertThat(error(strict.decode(gif))).isEqualTo(ImageError.TOO_MANY_PIXELS);
  }

  @Test
  void refusesLargeAndEmptyFiles() {
    ImageDecoder strict = new ImageDecoder(new ImageLimits(10, 100));
    assertThat(error(strict.decode(new byte[11]))).isEqualTo(ImageError.TOO_MANY_BYTES);
    assertThat(error(new byte[0])).isEqualTo(ImageError.EMPTY);
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageLimits(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageLimits(1, 1L << 40));
  }

  @Test
  void tellsOtherThingsFromImages() {
    for (String text :
        List.of("<!DOCTYPE html><html><svg/>", "BMW makes cars", "x", "P5 is a size", "<a>svg")) {
      assertThat(error(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isEqualTo(ImageError.NOT_AN_IMAGE);
    }
    for (String text : UNDECODED) {
      assertThat(error(text.getBytes(StandardCharsets.ISO_8859_1)))
          .as(text)
          .isEqualTo(ImageError.UNSUPPORTED);
    }
  }

  @Test
  void survivesAnyDamage() {
    BufferedImage indexed = ImageFiles.smoothImage(BufferedImage.TYPE_BYTE_INDEXED);
    Random random = new Random(43);
    for (String format : List.of("jpeg", "png", "gif", "bmp", "tiff")) {
      BufferedImage source =
          format.equals("jpeg") ? ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR) : indexed;
      byte[] file = ImageFiles.file(source, format);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = file.clone();
        for (int j = 0; j <= i % 5; j++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        assertThat(decoder.decode(damaged)).isNotNull();
      }
    }
  }

  @Test
  void decodesOnManyThreads() {
    byte[] file = ImageFiles.progressive(ImageFiles.smoothImage(BufferedImage.TYPE_3BYTE_BGR));
    byte[] expected = decoded(file).rgb();
    List<byte[]> parallel =
        IntStream.range(0, 64).parallel().mapToObj(i -> decoded(file).rgb()).toList();
    assertThat(parallel).allMatch(rgb -> Arrays.equals(rgb, expected));
  }

  @Test
  void foldsToOneOfTwo() {
    ImageOutcome failed = decoder.decode(new byte[0]);
    assertThat(failed.<String>fold(found -> "image", error -> error.error().code()))
        .isEqualTo("empty");
    assertThat(ImageError.FORBIDDEN_SCHEME.code()).isEqualTo("forbidden_scheme");
  }

  private void assertSmoothImage(byte[] file, int tolerance) {
    RgbImage image = decoded(file);
    assertThat(image.width()).isEqualTo(ImageFiles.WIDTH);
    assertThat(image.height()).isEqualTo(ImageFiles.HEIGHT);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int expected = ImageFiles.color(x, y);
        assertThat(image.sample(x, y, 0)).isCloseTo(expected >> 16, within(tolerance));
        assertThat(image.sample(x, y, 1)).isCloseTo(expected >> 8 & 0xff, within(tolerance));
        assertThat(image.sample(x, y, 2)).isCloseTo(expected & 0xff, within(tolerance));
      }
    }
  }

  private RgbImage decoded(byte[] file) {
    return decoder
        .decode(file)
        .fold(
            ImageOutcome.Decoded::image,
            failed -> {
              throw new AssertionError(failed.toString());
            });
  }

  private ImageError error(byte[] file) {
    return error(decoder.decode(file));
  }

  private static ImageError error(ImageOutcome outcome) {
    return outcome.fold(found -> null, ImageOutcome.Failed::error);
  }

  private static int color(RgbImage image, int x, int y) {
    return image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2);
  }
}
