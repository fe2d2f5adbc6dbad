package org.melange.image;

/**
 * Preprocesses an image for CLIP: resizes the shorter side to S, crops the center S×S, scales
 * samples to [0, 1] and normalizes each channel (arXiv 2103.00020; {@code CLIPImageProcessor} of
 * Hugging Face).
 *
 * <p>The resampling is written here for one reason: it must equal Pillow's {@code BICUBIC} bit for
 * bit, because published CLIP features were computed with it. No library does that. The resamplers
 * of the Java library do not widen the kernel when they shrink an image. ResampleOp of
 * TwelveMonkeys (Catmull-Rom, cubic, Mitchell) brings at most 7 % of the values of a noisy image
 * within one step. This one also computes only the rows and columns that the crop keeps.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClipImageProcessor {

  /**
   * The version of decoding and preprocessing together. Stored features of another version are not
   * used. A test fails if the pixels change and the version does not.
   */
  public static final String VERSION = "p2";

  private static final double[] CLIP_MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] CLIP_STD = {0.26862954, 0.26130258, 0.27577711};

  private final int size;
  private final float[][] normalized;

  private ClipImageProcessor(int size) {
    this.size = size;
    this.normalized = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        double scaled = value / 255.0;
        normalized[channel][value] = (float) ((scaled - CLIP_MEAN[channel]) / CLIP_STD[channel]);
      }
    }
  }

  /**
   * A processor with CLIP's mean and standard deviation.
   *
   * @param size S, the side of the square that the vision tower takes (224 for ViT-B/32)
   * @throws IllegalArgumentException if {@code size} is not positive
   */
  public static ClipImageProcessor forSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("an image of size " + size + " has no pixels");
    }
    return new ClipImageProcessor(size);
  }

  /**
   * The stand-in for a missing image: {@code 3 * size * size} zeros, taken <em>after</em>
   * normalization.
   */
  public static float[] absent(int size) {
    return new float[3 * size * size];
  }

  /** S, the side of the square. */
  public int size() {
    return size;
  }

  /** Resizes, crops and normalizes to planar [3, S, S], row by row. */
  public float[] prepare(RgbImage image) {
    byte[] rgb = resizeAndCrop(image, size).rgb();
    int plane = size * size;
    float[] pixels = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      pixels[i] = normalized[0][rgb[3 * i] & 0xff];
      pixels[plane + i] = normalized[1][rgb[3 * i + 1] & 0xff];
      pixels[2 * plane + i] = normalized[2][rgb[3 * i + 2] & 0xff];
    }
    return pixels;
  }

  /**
   * Resizes the shorter side to {@code size} and keeps the center square. The longer side becomes
   * {@code floor(size * longer / shorter)}. If the margin is odd, the far end loses one pixel more.
   *
   * @return {@code size} by {@code size} pixels
   */
  public static RgbImage resizeAndCrop(RgbImage image, int size) {
    int shortest = Math.min(image.width(), image.height());
    ResampleKernel columns = middle(image.width(), shortest, size);
    ResampleKernel rows = middle(image.height(), shortest, size);
    return new Resampler(image, columns, rows).window();
  }

  private static ResampleKernel middle(int length, int shortest, int size) {
    long resized = (long) size * length / shortest;
    return ResampleKernel.of(length, resized, (resized - size) / 2, size);
  }
}
