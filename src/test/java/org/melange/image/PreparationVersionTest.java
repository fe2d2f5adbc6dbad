package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kept features are found again by {@link ImagePreparation#version()}, so that files of every kind
 * must become the same pixels as long as it stays. If this fails for a good reason, raise the
 * version and note its digest here.
 */
class PreparationVersionTest {

  private static final Map<String, String> DIGESTS =
      Map.of(
          "p2", "e37c7229abc50c78d92fdcf09c63fc09c1fad3fea89d1486cb1811787e775c47",
          "p2-squeeze", "ee5dc0dbce98cc83e163dd811bd82d917fe6a3814f7db60b95699a1021455027");

  @ParameterizedTest
  @EnumSource
  void theSameVersionMeansTheSamePixels(ImagePreparation preparation) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    ClipImageProcessor preparer = ClipImageProcessor.forSize(32, preparation);
    for (String name : PillowImagesTest.files()) {
      Path file = Path.of(getClass().getResource("/golden/images/" + name).toURI());
      float[] pixels =
          decoder
              .decode(Files.readAllBytes(file))
              .fold(decoded -> preparer.prepare(decoded.image()), failed -> new float[0]);
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * pixels.length);
      bytes.asFloatBuffer().put(pixels);
      digest.update(bytes);
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo(DIGESTS.get(preparation.version()));
  }
}
