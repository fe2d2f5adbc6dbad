package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.engine.ClipOutput;
import org.melange.image.RgbImage;

/** What is known of an image decides what the encoder does with it. */
class ImageInputTest {

  private static final ClipOutput OUTPUT = new ClipOutput(new float[2], new float[4]);

  @TempDir private Path dir;

  private static String name(ImageInput image) {
    return image.fold(
        () -> "missing", hashed -> "hashed", pixels -> "pixels", encoded -> "encoded");
  }

  @Test
  void eachCaseIsItsOwn() {
    assertThat(name(ImageInput.MISSING)).isEqualTo("missing");
    assertThat(name(new ImageInput.Hashed("a"))).isEqualTo("hashed");
    assertThat(name(new ImageInput.Pixels("a", new float[3]))).isEqualTo("pixels");
    assertThat(name(new ImageInput.Encoded("a", OUTPUT))).isEqualTo("encoded");
  }

  @Test
  void everyImageButAMissingOneHasAHash() {
    assertThat(ImageInput.MISSING.key()).isEmpty();
    assertThat(new ImageInput.Hashed("a").key()).hasValue("a");
    assertThat(new ImageInput.Pixels("b", new float[3]).key()).hasValue("b");
    assertThat(new ImageInput.Encoded("c", OUTPUT).key()).hasValue("c");
  }

  @Test
  void partsAreRequired() {
    assertThatThrownBy(() -> new ImageInput.Hashed(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new ImageInput.Pixels("a", null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new ImageInput.Encoded("a", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void theEncoderComputesWhatIsDecodedAndNothingElse() {
    try (LinkingModel model = LinkingModel.load(TinyModel.write(dir), Device.cpu())) {
      Encoder encoder = model.encoder();
      ImageInput one = encoder.prepare("one", image(1));
      ImageInput two = encoder.prepare("two", image(2));
      FeatureCache cache = new FeatureCache(1 << 20);
      List<ClipOutput> outputs =
          encoder.images(
              List.of(one, ImageInput.MISSING, new ImageInput.Encoded("x", OUTPUT), two, one),
              cache);
      assertThat(outputs.get(2)).isSameAs(OUTPUT);
      assertThat(outputs.get(4)).isSameAs(outputs.get(0));
      assertThat(outputs.get(3).pooled()).isNotEqualTo(outputs.get(0).pooled());
      assertThat(outputs.get(1).pooled()).isNotEqualTo(outputs.get(0).pooled());
      assertThat(cache.computed()).isEqualTo(2);
      assertThat(cache.find("x")).isEmpty();
      assertThat(encoder.images(List.of(ImageInput.MISSING), cache).get(0))
          .isSameAs(outputs.get(1));
      assertThat(encoder.pixels(ImageInput.MISSING)).containsOnly(0);
      assertThat(encoder.pixels(one)).hasSameSizeAs(encoder.pixels(ImageInput.MISSING));
      ImageInput hashed = new ImageInput.Hashed("abc");
      assertThatThrownBy(() -> encoder.images(List.of(one, hashed), cache))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("abc was not decoded");
      assertThatThrownBy(() -> encoder.pixels(new ImageInput.Encoded("x", OUTPUT)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static RgbImage image(int seed) {
    byte[] pixels = new byte[20 * 10 * 3];
    new SplittableRandom(seed).nextBytes(pixels);
    return new RgbImage(20, 10, pixels);
  }

  @Test
  void hashesAreOfTheContent() {
    assertThat(ContentHashes.ofBytes(new byte[] {'a', 'b', 'c'}))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(ContentHashes.ofTokens(new long[] {1, 2}))
        .isNotEqualTo(ContentHashes.ofTokens(new long[] {1, 2, 0}))
        .isNotEqualTo(ContentHashes.ofTokens(new long[] {2, 1}))
        .isEqualTo(
            ContentHashes.ofBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  }
}
