package org.melange.image;

/**
 * What an image may cost. Decoding takes up to about eight bytes of heap a pixel.
 *
 * @param maxBytes the largest file
 * @param maxPixels the largest width times height, judged by the header before pixels are decoded
 */
public record ImageLimits(long maxBytes, long maxPixels) {

  /** 32 MiB and 40 megapixels: any photograph, no decompression bomb. */
  public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 40_000_000);

  /** What fits one array of samples. */
  private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

  /**
   * @throws IllegalArgumentException if a limit is not positive or beyond what an array can hold
   */
  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "limits of "
              + maxBytes
              + " bytes and "
              + maxPixels
              + " pixels: both must be positive, pixels at most "
              + MOST_PIXELS);
    }
  }
}
