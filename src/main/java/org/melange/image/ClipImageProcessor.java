package org.melange.image;

/**
 * Brings an image into the shape that CLIP was trained on: shortest side resized to S, the middle
 * S×S cut out, samples scaled to [0, 1] and normalised per channel (Radford et al. 2021; {@code
 * CLIPImageProcessor} in Hugging Face's implementation).
 *
 * <p>The resize equals Pillow's {@code BICUBIC} bit for bit, which CLIP's published features were
 * made with. No resampler on the class path does: those of the Java library do not widen the kernel
 * when they shrink, and TwelveMonkeys' ResampleOp (Catmull-Rom, cubic, Mitchell) brought at most 7
 * % of the values of a noisy image within one step. Hence an own one, which computes only the rows
 * and columns that the crop keeps.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClipImageProcessor {

  /**
   * Names the pixels that a file becomes, by decoder and preparer: features that were kept under
   * another name are not used. A test tells when it has to change.
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
   * A preparer with CLIP's mean and standard deviation.
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
   * What stands for a missing image: {@code 3 * size * size} zeros, zero <em>after</em> scaling.
   */
  public static float[] absent(int size) {
    return new float[3 * size * size];
  }

  /** S, the side of the prepared square. */
  public int size() {
    return size;
  }

  /** Resizes, crops and normalises: planar [3, S, S], row by row. */
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
   * Resizes the shortest side to {@code size} and keeps the middle square. The longest side becomes
   * {@code floor(size * longest / shortest)}; odd margins lose the extra pixel at the far end.
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
