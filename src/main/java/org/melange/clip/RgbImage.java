package org.melange.clip;

import static java.util.Objects.requireNonNull;

/**
 * A decoded image: eight bits a channel, red, green, blue, row by row.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param rgb {@code height * width * 3} samples, interleaved; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes; compared by nobody
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

  /** The sample of {@code channel} (0 red, 1 green, 2 blue) at column x and row y, 0 to 255. */
  public int sample(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xff;
  }
}
