package org.melange.image;

import static java.util.Objects.requireNonNull;

import java.util.Objects;

/**
 * A decoded image with eight-bit red, green and blue samples, row by row.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param rgb {@code height * width * 3} interleaved samples; not copied, must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes; never compared
public record RgbImage(int width, int height, byte[] rgb) {

  /**
   * @throws IllegalArgumentException if the sizes are not positive or do not fit the samples
   */
  public RgbImage {
    requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || 3L * width * height != rgb.length) {
      throw new IllegalArgumentException(
          width + "x" + height + " pixels do not fit " + rgb.length + " samples");
    }
  }

  /**
   * The sample, from 0 to 255, of {@code channel} (0 red, 1 green, 2 blue) at column x and row y.
   */
  public int sample(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xff;
  }

  /**
   * This image as a part of a larger one.
   *
   * @param canvasWidth columns of the larger image
   * @param canvasHeight rows of the larger image
   * @param x column of the left edge of this image
   * @param y row of the upper edge of this image
   * @param background the color around this image, as 0xRRGGBB
   * @throws IndexOutOfBoundsException if this image does not lie within the larger one
   */
  RgbImage onCanvas(int canvasWidth, int canvasHeight, int x, int y, int background) {
    if (canvasWidth == width && canvasHeight == height) {
      return this;
    }
    Objects.checkFromIndexSize(x, width, canvasWidth);
    Objects.checkFromIndexSize(y, height, canvasHeight);
    byte[] canvas = new byte[Math.multiplyExact(3 * canvasWidth, canvasHeight)];
    if (background != 0) {
      for (int i = 0; i < canvas.length; i++) {
        canvas[i] = (byte) (background >> (16 - 8 * (i % 3)));
      }
    }
    for (int row = 0; row < height; row++) {
      int to = 3 * ((y + row) * canvasWidth + x);
      System.arraycopy(rgb, 3 * row * width, canvas, to, 3 * width);
    }
    return new RgbImage(canvasWidth, canvasHeight, canvas);
  }
}
