package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.testing.GoldenTensors;

final class ClipImageProcessorTest {

  private static final ClipImageProcessor SQUEEZE =
      ClipImageProcessor.forSize(224, ImagePreparation.SQUEEZE);

  @ParameterizedTest
  @MethodSource("golden")
  void equalsPillow(JsonObject expected) throws IOException {
    RgbImage actual = crop(224).square(generated(expected));
    assertThat(actual.rgb()).isEqualTo(png(expected.get("expected").getAsString()).rgb());
  }

  @ParameterizedTest
  @MethodSource("squeezed")
  void squeezesAsPillowDoes(JsonObject expected) throws IOException {
    boolean grey = expected.get("mode").getAsString().startsWith("L");
    RgbImage image = grey ? red(generated(expected)) : generated(expected);
    RgbImage actual = SQUEEZE.square(image);
    assertThat(actual.width()).isEqualTo(224);
    assertThat(actual.height()).isEqualTo(224);
    assertThat(actual.rgb()).isEqualTo(png(expected.get("expected").getAsString()).rgb());
  }

  @Test
  void preparationsDifferWhereTheImageIsNoSquareOfThisSize() {
    RgbImage square = generated("square", 224, 224);
    assertThat(SQUEEZE.prepare(square)).isEqualTo(crop(224).prepare(square));
    RgbImage wide = generated("landscape", 640, 480);
    assertThat(SQUEEZE.prepare(wide)).isNotEqualTo(crop(224).prepare(wide));
    assertThat(ImagePreparation.SQUEEZE.version())
        .isNotEqualTo(ImagePreparation.CENTER_CROP.version());
  }

  @Test
  void refusesAPreparationThatNobodyKnows() {
    assertThat(ImagePreparation.ofCode("center-crop")).isEqualTo(ImagePreparation.CENTER_CROP);
    assertThat(ImagePreparation.ofCode("squeeze")).isEqualTo(ImagePreparation.SQUEEZE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImagePreparation.ofCode("stretch"))
        .withMessageContaining("[center-crop, squeeze]");
  }

  @Test
  void normalisesIntoPlanes() {
    byte[] rgb = new byte[2 * 2 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (20 * i);
    }
    float[] pixels = crop(2).prepare(new RgbImage(2, 2, rgb));
    assertThat(pixels).hasSize(12);
    assertThat(pixels[0]).isCloseTo((float) (-0.48145466 / 0.26862954), within(1e-6f));
    assertThat(pixels[5]).isCloseTo((float) ((80 / 255.0 - 0.4578275) / 0.26130258), within(1e-6f));
    assertThat(pixels[11])
        .isCloseTo((float) ((220 / 255.0 - 0.40821073) / 0.27577711), within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"20000,1", "1,20000", "1,1", "3000,2999", "223,225", "1000000,2"})
  void keepsOneColorWhateverTheShape(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 200);
    RgbImage image = new RgbImage(width, height, rgb);
    byte[] expected = new byte[3 * 224 * 224];
    Arrays.fill(expected, (byte) 200);
    assertThat(crop(224).square(image).rgb()).isEqualTo(expected);
    assertThat(SQUEEZE.square(image).rgb()).isEqualTo(expected);
  }

  @Test
  void zerosStandForAnAbsentImage() {
    assertThat(ClipImageProcessor.absent(4)).hasSize(48).containsOnly(0f);
    assertThat(crop(32).size()).isEqualTo(32);
  }

  @Test
  void refusesShapesThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> crop(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RgbImage(0, 1, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RgbImage(2, 2, new byte[11]))
        .withMessageContaining("2x2");
  }

  private static ClipImageProcessor crop(int size) {
    return ClipImageProcessor.forSize(size, ImagePreparation.CENTER_CROP);
  }

  static List<JsonObject> golden() throws IOException {
    return cases("preprocess.json");
  }

  static List<JsonObject> squeezed() throws IOException {
    return cases("squeeze.json");
  }

  private static List<JsonObject> cases(String file) throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ClipImageProcessorTest.class.getResourceAsStream("/golden/clip/" + file),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader)
          .getAsJsonObject()
          .getAsJsonArray("cases")
          .asList()
          .stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  private static RgbImage generated(JsonObject described) {
    return generated(
        described.get("name").getAsString(),
        described.get("width").getAsInt(),
        described.get("height").getAsInt());
  }

  /** The red channel in all three. */
  private static RgbImage red(RgbImage image) {
    byte[] grey = new byte[image.rgb().length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = image.rgb()[i - i % 3];
    }
    return new RgbImage(image.width(), image.height(), grey);
  }

  /** The image that the golden file describes: two ramps, a texture, an inverted disc, noise. */
  private static RgbImage generated(String name, int width, int height) {
    double[] uniform = GoldenTensors.uniform("image." + name, width * height * 3);
    byte[] rgb = new byte[uniform.length];
    int radius = Math.min(width, height) / 3;
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      int value = pattern(i % 3, x, y, width, height);
      int dx = x - width / 2;
      int dy = y - height / 2;
      value = dx * dx + dy * dy < radius * radius ? 255 - value : value;
      rgb[i] = (byte) Math.min(255, value * 7 / 8 + (int) (32 * uniform[i]));
    }
    return new RgbImage(width, height, rgb);
  }

  private static int pattern(int channel, int x, int y, int width, int height) {
    return switch (channel) {
      case 0 -> x * 255 / Math.max(1, width - 1);
      case 1 -> y * 255 / Math.max(1, height - 1);
      default -> (x + y) * 7 % 256;
    };
  }

  private static RgbImage png(String name) throws IOException {
    try (InputStream in =
        ClipImageProcessorTest.class.getResourceAsStream("/golden/clip/" + name)) {
      BufferedImage image = ImageIO.read(in);
      byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
      for (int i = 0; i < rgb.length; i++) {
        int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
        rgb[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
      }
      return new RgbImage(image.getWidth(), image.getHeight(), rgb);
    }
  }
}
