package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.sample.flag.FlagPainter;
import org.melange.sample.flag.FlagSpec;

/** Images of posts: how they are rendered, encoded, written and broken. */
class SampleImagesTest {

  private static final FlagSpec FLAG = FlagSpec.parse("3:2; h red white blue");

  @TempDir Path dir;

  @Test
  void aPngKeepsEveryPixel() throws IOException {
    BufferedImage flag = FlagPainter.paint(FLAG, 90);
    BufferedImage decoded = decode(ImageFiles.png(flag));
    assertThat(pixels(decoded)).isEqualTo(pixels(flag));
  }

  @Test
  void aJpegKeepsTheSizeAndAboutTheColours() throws IOException {
    BufferedImage flag = FlagPainter.paint(FLAG, 90);
    BufferedImage decoded = decode(ImageFiles.jpeg(flag, 0.9f));
    assertThat(decoded.getWidth()).isEqualTo(90);
    assertThat(decoded.getHeight()).isEqualTo(60);
    assertThat(difference(decoded.getRGB(45, 30), 0xffffff)).isLessThan(10);
    assertThat(difference(decoded.getRGB(45, 10), 0xda121a)).isLessThan(40);
  }

  @Test
  void lowerQualityMakesASmallerFile() {
    BufferedImage photo = snapshot(1);
    assertThat(ImageFiles.jpeg(photo, 0.3f)).hasSizeLessThan(ImageFiles.jpeg(photo, 0.9f).length);
  }

  /** The header claims 50,000 by 50,000 pixels, in less than a kilobyte. */
  @Test
  void aBombIsSmallAndClaimsToBeLarge() {
    byte[] bomb = ImageFiles.bomb();
    assertThat(bomb).hasSizeLessThan(1_000).startsWith(0x89, 'P', 'N', 'G');
    assertThat(ByteBuffer.wrap(bomb).getInt(16)).isEqualTo(50_000);
    assertThat(ByteBuffer.wrap(bomb).getInt(20)).isEqualTo(50_000);
  }

  @Test
  void aSnapshotDependsOnItsRandomNumbersOnly() {
    assertThat(pixels(snapshot(7))).isEqualTo(pixels(snapshot(7)));
    assertThat(snapshot(7).getWidth()).isBetween(160, 480);
    assertThat(pixels(snapshot(8))).isNotEqualTo(pixels(snapshot(7)));
  }

  @Test
  void aSnapshotShowsTheFlag() {
    BufferedImage green = FlagPainter.paint(FlagSpec.parse("3:2; fill #00ff00"), 320);
    for (long seed = 0; seed < 20; seed++) {
      BufferedImage photo = Snapshot.of(green, new SplittableRandom(seed));
      long flagPixels = 0;
      for (int rgb : pixels(photo)) {
        boolean greenest =
            (rgb >> 8 & 255) > (rgb >> 16 & 255) + 80 && (rgb >> 8 & 255) > (rgb & 255) + 80;
        flagPixels += greenest ? 1 : 0;
      }
      assertThat(flagPixels).isGreaterThan(photo.getWidth() * photo.getHeight() / 20);
    }
  }

  @Test
  void imagesAreWrittenWhereTheirUriSays() throws IOException {
    PostImages images = new PostImages(dir);
    String uri = images.file("s1", FLAG, new SplittableRandom(1));
    assertThat(uri).startsWith("images/posts/s1.");
    assertThat(decode(Files.readAllBytes(dir.resolve(uri))).getWidth()).isBetween(160, 480);
    String inline = images.inline(FLAG, new SplittableRandom(2));
    byte[] decoded = Base64.getDecoder().decode(inline.substring(inline.indexOf(',') + 1));
    assertThat(inline).startsWith("data:image/jpeg;base64,");
    assertThat(decode(decoded).getHeight()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {"IMAGE_.*", "DATA_URI_BROKEN"},
      mode = EnumSource.Mode.MATCH_ANY)
  void aBrokenImageCannotBeDecodedInFull(Defect defect) throws IOException {
    String uri =
        new PostImages(dir).broken("x", FLAG, defect, new SplittableRandom(defect.ordinal()));
    switch (defect) {
      case IMAGE_ABSENT -> assertThat(dir.resolve(uri)).doesNotExist();
      case DATA_URI_BROKEN ->
          assertThatThrownBy(() -> Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)))
              .isInstanceOf(IllegalArgumentException.class);
      case IMAGE_EMPTY -> assertThat(dir.resolve(uri)).isEmptyFile();
      case IMAGE_IS_HTML -> assertThat(dir.resolve(uri)).content().startsWith("<!DOCTYPE html>");
      case IMAGE_BOMB -> assertThat(dir.resolve(uri)).hasBinaryContent(ImageFiles.bomb());
      default -> {
        byte[] jpeg = Files.readAllBytes(dir.resolve(uri));
        assertThat(jpeg).startsWith(0xff, 0xd8);
        assertThat(new byte[] {jpeg[jpeg.length - 2], jpeg[jpeg.length - 1]})
            .isNotEqualTo(new byte[] {(byte) 0xff, (byte) 0xd9});
      }
    }
  }

  @Test
  void aDefectElsewhereLeavesTheImageIntact() throws IOException {
    PostImages images = new PostImages(dir);
    String uri = images.broken("x", FLAG, Defect.MALFORMED_JSON, new SplittableRandom(3));
    byte[] broken = Files.readAllBytes(dir.resolve(uri));
    String other = images.file("y", FLAG, new SplittableRandom(3));
    assertThat(Files.readAllBytes(dir.resolve(other))).isEqualTo(broken);
  }

  private static BufferedImage snapshot(long seed) {
    return Snapshot.of(FlagPainter.paint(FLAG, 320), new SplittableRandom(seed));
  }

  private static BufferedImage decode(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  private static int[] pixels(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xffffff;
    }
    return pixels;
  }

  private static int difference(int a, int b) {
    return Math.max(
        Math.abs((a >> 16 & 255) - (b >> 16 & 255)),
        Math.max(Math.abs((a >> 8 & 255) - (b >> 8 & 255)), Math.abs((a & 255) - (b & 255))));
  }
}
