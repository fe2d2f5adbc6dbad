package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of many varieties give the pixels that Pillow's {@code convert("RGB")} gives. */
class PillowImagesTest {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @MethodSource("files")
  void equalsPillow(String name) throws Exception {
    RgbImage expected = png(directory().resolve(name + ".png"));
    RgbImage actual =
        decoder
            .decode(Files.readAllBytes(directory().resolve(name)))
            .fold(
                ImageOutcome.Decoded::image,
                failed -> {
                  throw new AssertionError(failed.toString());
                });
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    if (name.equals("palette.tiff")) {
      // Java scales sixteen-bit palettes by 255 / 65535, Pillow takes the high byte.
      assertThat(difference(actual, expected)).isLessThanOrEqualTo(1);
    } else {
      assertThat(actual.rgb()).isEqualTo(expected.rgb());
    }
  }

  /** Of a sample, on average. */
  private static double difference(RgbImage a, RgbImage b) {
    long sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
    }
    return (double) sum / a.rgb().length;
  }

  @Test
  void thereIsSomethingToCompare() throws Exception {
    assertThat(files()).hasSizeGreaterThan(85);
  }

  static List<String> files() throws IOException, URISyntaxException {
    try (Stream<Path> all = Files.list(directory())) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> Files.exists(directory(name + ".png")))
          .sorted()
          .toList();
    }
  }

  private static Path directory(String name) {
    try {
      return directory().resolve(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(PillowImagesTest.class.getResource("/golden/images").toURI());
  }

  private static RgbImage png(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
      rgb[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }
}
