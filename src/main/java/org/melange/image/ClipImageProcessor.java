package org.melange.image;

import static java.util.Objects.requireNonNull;

import org.melange.image.ResampleKernel.Filter;

/**
 * Preprocesses an image for CLIP: makes it a square of side S as an {@link ImagePreparation} says,
 * scales samples to [0, 1] and normalizes each channel (arXiv 2103.00020; {@code
 * CLIPImageProcessor} of Hugging Face).
 *
 * <p>The resampling is written here for one reason: it must equal Pillow's bit for bit, because
 * published CLIP features were computed with it. No library does that. The resamplers of the Java
 * library do not widen the kernel when they shrink an image. ResampleOp of TwelveMonkeys
 * (Catmull-Rom, cubic, Mitchell) brings at most 7 % of the values of a noisy image within one step.
 * This one also computes only the rows and columns that the crop keeps.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClipImageProcessor {

  /**
   * The version of decoding and preprocessing together, of which {@link ImagePreparation#version}
   * makes one for each preparation. A test fails if the pixels change and the version does not.
   */
  static final String VERSION = "p2";

  private static final double[] CLIP_MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] CLIP_STD = {0.26862954, 0.26130258, 0.27577711};

  private final int size;
  private final ImagePreparation preparation;
  private final float[][] normalized;

  private ClipImageProcessor(int size, ImagePreparation preparation) {
    this.size = size;
    this.preparation = requireNonNull(preparation, "preparation");
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
   * @param preparation how an image becomes that square
   * @throws IllegalArgumentException if {@code size} is not positive
   */
  public static ClipImageProcessor forSize(int size, ImagePreparation preparation) {
    if (size < 1) {
      throw new IllegalArgumentException("an image of size " + size + " has no pixels");
    }
    return new ClipImageProcessor(size, preparation);
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

  /** Prepares and normalizes to planar [3, S, S], row by row. */
  public float[] prepare(RgbImage image) {
    byte[] rgb = square(image).rgb();
    int plane = size * size;
    float[] pixels = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      pixels[i] = normalized[0][rgb[3 * i] & 0xff];
      pixels[plane + i] = normalized[1][rgb[3 * i + 1] & 0xff];
      pixels[2 * plane + i] = normalized[2][rgb[3 * i + 2] & 0xff];
    }
    return pixels;
  }

  /** The square of side S that an image becomes. */
  RgbImage square(RgbImage image) {
    return switch (preparation) {
      case CENTER_CROP -> resizeAndCrop(image, size);
      case SQUEEZE -> squeeze(image, size);
    };
  }

  /** Resizes both sides to {@code size}. */
  private static RgbImage squeeze(RgbImage image, int size) {
    return new Resampler(
            image,
            ResampleKernel.of(Filter.LANCZOS, image.width(), size, 0, size),
            ResampleKernel.of(Filter.LANCZOS, image.height(), size, 0, size))
        .window();
  }

  /**
   * Resizes the shorter side to {@code size} and keeps the center square. The longer side becomes
   * {@code floor(size * longer / shorter)}. If the margin is odd, the far end loses one pixel more.
   *
   * @return {@code size} by {@code size} pixels
   */
  private static RgbImage resizeAndCrop(RgbImage image, int size) {
    int shortest = Math.min(image.width(), image.height());
    ResampleKernel columns = middle(image.width(), shortest, size);
    ResampleKernel rows = middle(image.height(), shortest, size);
    return new Resampler(image, columns, rows).window();
  }

  private static ResampleKernel middle(int length, int shortest, int size) {
    long resized = (long) size * length / shortest;
    return ResampleKernel.of(Filter.BICUBIC, length, resized, (resized - size) / 2, size);
  }
}
