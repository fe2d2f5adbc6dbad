package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbImageTest {

  private final RgbImage image =
      new RgbImage(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1});

  @Test
  void samplesAreRowByRowAndUnsigned() {
    assertThat(image.sample(0, 0, 0)).isEqualTo(1);
    assertThat(image.sample(1, 0, 2)).isEqualTo(6);
    assertThat(image.sample(0, 1, 1)).isEqualTo(8);
    assertThat(image.sample(1, 1, 2)).isEqualTo(255);
  }

  @Test
  void sizesMustFitTheSamples() {
    assertThatThrownBy(() -> new RgbImage(0, 2, new byte[0])).hasMessageContaining("0x2");
    assertThatThrownBy(() -> new RgbImage(2, -1, new byte[6])).hasMessageContaining("2x-1");
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[11])).hasMessageContaining("11 samples");
    assertThatThrownBy(() -> new RgbImage(1 << 30, 1 << 30, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCanvasIsFilledWithItsBackground() {
    RgbImage canvas = image.onCanvas(4, 3, 1, 1, 0x102030);
    assertThat(canvas.width()).isEqualTo(4);
    assertThat(canvas.height()).isEqualTo(3);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        boolean inside = x >= 1 && x < 3 && y >= 1;
        for (int c = 0; c < 3; c++) {
          int expected = inside ? image.sample(x - 1, y - 1, c) : 0x10 * (c + 1);
          assertThat(canvas.sample(x, y, c)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aCanvasOfTheSameSizeIsTheImage() {
    assertThat(image.onCanvas(2, 2, 0, 0, 0xffffff)).isSameAs(image);
  }

  @Test
  void anImageBeyondItsCanvasIsRefused() {
    assertThatThrownBy(() -> image.onCanvas(3, 3, 2, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.onCanvas(3, 3, 0, 2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.onCanvas(3, 3, -1, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.onCanvas(1, 9, 0, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aCanvasLargerThanAnArrayIsRefused() {
    assertThatThrownBy(() -> image.onCanvas(1 << 20, 1 << 20, 0, 0, 0))
        .isInstanceOf(ArithmeticException.class);
  }
}
