package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFrameTest {

  /** Where the frame begins in a file that holds nothing else. */
  private static final int BEGIN = 20;

  @Test
  void theLoopFilterIsThatOfLibwebp() throws IOException {
    byte[] file = file("filtered-gray.webp");
    KeyFrame frame = KeyFrame.of(file, BEGIN, file.length);
    assertThat(frame.width()).isEqualTo(96);
    assertThat(frame.height()).isEqualTo(96);
    byte[] rgb = frame.toRgb();
    assertThat(rgb).hasSize(96 * 96 * 3);
    assertThat(rgb[(15 * 96 + 73) * 3] & 0xff).isEqualTo(126);
  }

  @ParameterizedTest
  @ValueSource(strings = {"filtered-normal.webp", "filtered-simple.webp", "lossy-q100.webp"})
  void aFrameThatEndsEarlyIsRefused(String name) throws IOException {
    byte[] file = file(name);
    for (int length = 0; length < file.length - BEGIN - 8; length += 7) {
      int end = BEGIN + length;
      assertThatExceptionOfType(EOFException.class)
          .as("%s truncated to %d", name, length)
          .isThrownBy(() -> KeyFrame.of(file, BEGIN, end).toRgb());
    }
  }

  @Test
  void onlyVisibleKeyFramesAreDecoded() throws IOException {
    byte[] file = file("lossy.webp");
    for (int bit : new int[] {0, 3, 4}) { // a later frame, an unknown profile, an invisible frame
      byte[] other = file.clone();
      other[BEGIN] ^= (byte) (1 << bit);
      assertThatIOException().isThrownBy(() -> KeyFrame.of(other, BEGIN, other.length));
    }
    byte[] unmarked = file.clone();
    unmarked[BEGIN + 3] = 0;
    assertThatIOException().isThrownBy(() -> KeyFrame.of(unmarked, BEGIN, unmarked.length));
    byte[] empty = file.clone();
    Arrays.fill(empty, BEGIN + 6, BEGIN + 8, (byte) 0);
    assertThatIOException().isThrownBy(() -> KeyFrame.of(empty, BEGIN, empty.length));
  }

  /** Random bits behind a header give some image or an end, and no other exception. */
  @ParameterizedTest
  @ValueSource(strings = {"filtered-sharp7.webp", "lossy-q0.webp", "lossy-column.webp"})
  void noBitsBreakTheDecoder(String name) throws IOException {
    byte[] file = file(name);
    Random random = new Random(name.length());
    for (int i = 0; i < 200; i++) {
      byte[] noise = Arrays.copyOf(file, file.length + 200);
      for (int at = BEGIN + 10 + random.nextInt(40); at < noise.length; at++) {
        noise[at] = (byte) random.nextInt();
      }
      try {
        KeyFrame frame = KeyFrame.of(noise, BEGIN, noise.length);
        assertThat(frame.toRgb()).hasSize(3 * frame.width() * frame.height());
      } catch (EOFException e) {
        assertThat(e).hasMessageContaining("VP8");
      }
    }
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = KeyFrameTest.class.getResourceAsStream("/golden/images/" + name)) {
      return in.readAllBytes();
    }
  }
}
