package org.melange.image;

/**
 * Limits on the resources that an image may use. Decoding takes up to about eight bytes of heap per
 * pixel.
 *
 * @param maxBytes the largest file in bytes
 * @param maxPixels the largest product of width and height, checked before pixels are decoded
 */
public record ImageLimits(long maxBytes, long maxPixels) {

  /** 32 MiB and 40 megapixels: enough for photographs, too little for a decompression bomb. */
  public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 40_000_000);

  /** The largest image whose samples fit into one array. */
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
