package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BoundedImageInputTest {

  @Test
  void readsAndSeeks() throws IOException {
    try (BoundedImageInput input = new BoundedImageInput(new byte[] {1, (byte) 200, 3, 4})) {
      assertThat(input.length()).isEqualTo(4);
      assertThat(input.read()).isEqualTo(1);
      assertThat(input.read()).isEqualTo(200);
      byte[] rest = new byte[9];
      assertThat(input.read(rest, 1, 8)).isEqualTo(2);
      assertThat(rest).startsWith(0, 3, 4, 0);
      assertThat(input.read()).isEqualTo(-1);
      input.seek(1);
      assertThat(input.read(rest, 0, 0)).isZero();
      assertThat(input.readBits(4)).isEqualTo(12);
      assertThat(input.read()).as("the byte that was read in part").isEqualTo(200);
    }
  }

  @Test
  void stopsADecoderThatReadsOnAndOn() throws IOException {
    try (BoundedImageInput input = new BoundedImageInput(new byte[0])) {
      assertThatThrownBy(
              () -> {
                while (input.read() < 0) {
                  assertThat(input.read(new byte[1], 0, 1)).isEqualTo(-1);
                }
              })
          .isInstanceOf(RuntimeException.class)
          .hasCauseInstanceOf(EOFException.class);
    }
  }
}
