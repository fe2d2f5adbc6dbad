package org.melange.image.vp8;

/**
 * Conversion of luma and half-resolution chroma to RGB, as libwebp does by default. Chroma is
 * interpolated between the four nearest samples with weights of 9, 3, 3 and 1. The conversion is
 * ITU-R BT.601 in fixed point.
 */
final class Upsampling {

  private final int width;
  private final int height;
  private final Plane luma;
  private final byte[] rgb;

  private Upsampling(int width, int height, Plane luma) {
    this.width = width;
    this.height = height;
    this.luma = luma;
    this.rgb = new byte[Math.multiplyExact(3 * width, height)];
  }

  /**
   * Converts a frame.
   *
   * @return red, green and blue of each pixel, row by row
   */
  static byte[] toRgb(int width, int height, Plane luma, Plane first, Plane second) {
    Upsampling frame = new Upsampling(width, height, luma);
    int[] blueDifferences = new int[width];
    int[] redDifferences = new int[width];
    for (int y = 0; y < height; y++) {
      frame.interpolate(first, y, blueDifferences);
      frame.interpolate(second, y, redDifferences);
      frame.convert(y, blueDifferences, redDifferences);
    }
    return frame.rgb;
  }

  /** One row of a chroma channel at full resolution. */
  private void interpolate(Plane plane, int y, int[] row) {
    int near = plane.at(0, y / 2);
    int other = y / 2 + (y % 2 == 0 ? -1 : 1);
    // There is no other row at the upper and the lower edge.
    int far = other < 0 || other > (height - 1) / 2 ? near : plane.at(0, other);
    byte[] samples = plane.samples;
    int nearLeft = samples[near] & 0xff;
    int farLeft = samples[far] & 0xff;
    row[0] = (3 * nearLeft + farLeft + 2) >> 2;
    int pairs = (width - 1) / 2;
    for (int x = 1; x <= pairs; x++) {
      int nearRight = samples[near + x] & 0xff;
      int farRight = samples[far + x] & 0xff;
      int sum = nearLeft + nearRight + farLeft + farRight + 8;
      int rising = (sum + 2 * (nearRight + farLeft)) >> 3;
      int falling = (sum + 2 * (nearLeft + farRight)) >> 3;
      row[2 * x - 1] = (rising + nearLeft) >> 1;
      row[2 * x] = (falling + nearRight) >> 1;
      nearLeft = nearRight;
      farLeft = farRight;
    }
    if (width % 2 == 0) {
      row[width - 1] = (3 * nearLeft + farLeft + 2) >> 2;
    }
  }

  private void convert(int y, int[] blueDifferences, int[] redDifferences) {
    int at = luma.at(0, y);
    int to = 3 * width * y;
    for (int x = 0; x < width; x++, to += 3) {
      int u = blueDifferences[x];
      int v = redDifferences[x];
      int base = ((luma.samples[at + x] & 0xff) * 19077) >> 8;
      rgb[to] = clip(base + ((v * 26149) >> 8) - 14234);
      rgb[to + 1] = clip(base - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
      rgb[to + 2] = clip(base + ((u * 33050) >> 8) - 17685);
    }
  }

  private static byte clip(int value) {
    return Plane.clip(value >> 6);
  }
}
