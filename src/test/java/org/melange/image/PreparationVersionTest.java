package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Kept features are found again by {@link ClipImageProcessor#VERSION}, so that files of every kind
 * must become the same pixels as long as it stays. If this fails for a good reason, raise the
 * version and note its digest here.
 */
class PreparationVersionTest {

  private static final Map<String, String> DIGESTS =
      Map.of("p2", "e37c7229abc50c78d92fdcf09c63fc09c1fad3fea89d1486cb1811787e775c47");

  @Test
  void theSameVersionMeansTheSamePixels() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    ClipImageProcessor preparer = ClipImageProcessor.forSize(32);
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
        .isEqualTo(DIGESTS.get(ClipImageProcessor.VERSION));
  }
}
