package org.melange.link.row;

import java.io.Serializable;
import java.util.stream.DoubleStream;

/**
 * Weights of the four cosines that a zero-shot model scores pairs with, in CLIP's joint space.
 * Immutable. With tt the cosine of the two texts, ii that of the images, ti that of the mention's
 * text and the entity's image, and it that of the mention's image and the entity's text, a score is
 *
 * <pre>
 * text·tt + [both have images] (image·ii + imageOffset)
 *         + [the entity has one] (textImage·ti + textImageOffset)
 *         + [the mention has one] (imageText·it + imageTextOffset)
 * </pre>
 *
 * <p>Cosines of CLIP have a positive mean. An offset takes it away, so a missing image neither
 * raises nor lowers a score on average.
 *
 * @param text of tt
 * @param image of ii
 * @param textImage of ti
 * @param imageText of it
 * @param imageOffset added where both have images
 * @param textImageOffset added where the entity has an image
 * @param imageTextOffset added where the mention has an image
 */
public record CosineWeights(
    double text,
    double image,
    double textImage,
    double imageText,
    double imageOffset,
    double textImageOffset,
    double imageTextOffset)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if a weight is negative, or a value is not finite
   */
  public CosineWeights {
    boolean sound =
        DoubleStream.of(text, image, textImage, imageText).allMatch(weight -> weight >= 0)
            && DoubleStream.of(
                    text,
                    image,
                    textImage,
                    imageText,
                    imageOffset,
                    textImageOffset,
                    imageTextOffset)
                .allMatch(value -> Math.abs(value) <= Float.MAX_VALUE);
    if (!sound || text + image + textImage + imageText <= 0) {
      throw new IllegalArgumentException(
          "weights of cosines must be finite and not negative, and one of them positive");
    }
  }

  /**
   * Weights of 1 over the typical spread of each cosine, with the typical means as offsets; scaled,
   * so that weights add to 1.
   *
   * @param spread of text and text, image and image, and text and image
   * @param mean likewise
   */
  public static CosineWeights ofSpreads(double[] spread, double[] mean) {
    return new CosineWeights(
            1 / spread[0],
            1 / spread[1],
            1 / spread[2],
            1 / spread[2],
            -mean[1] / spread[1],
            -mean[2] / spread[2],
            -mean[2] / spread[2])
        .scaled();
  }

  /** The sum of the weights. */
  public double sum() {
    return text + image + textImage + imageText;
  }

  /** The same ranking with weights that add to 1. */
  public CosineWeights scaled() {
    double sum = sum();
    return new CosineWeights(
        text / sum,
        image / sum,
        textImage / sum,
        imageText / sum,
        imageOffset / sum,
        textImageOffset / sum,
        imageTextOffset / sum);
  }

  /** The most by which the scores of two entities can differ, whatever the cosines are. */
  public double range() {
    return 2 * text + range(image, imageOffset) + range(textImage, textImageOffset) + 2 * imageText;
  }

  /** Of a term that is 0 where an image is missing. */
  private static double range(double weight, double offset) {
    return Math.max(0, offset + weight) - Math.min(0, offset - weight);
  }
}
