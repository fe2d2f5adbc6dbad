package org.melange.link.row;

import java.util.List;

/**
 * What the score of a pair is a linear function of in a zero-shot model: the values that its
 * weights are fitted on. Pure functions.
 */
public final class CosineTerms {

  /** The terms, in their order. */
  public static final List<String> NAMES =
      List.of("text", "image", "text_image", "image_text", "both_images", "entity_image", "name");

  /** The number of cosines, which come first. */
  private static final int COSINES = 4;

  private CosineTerms() {}

  /**
   * The terms of a pair, in double precision.
   *
   * @param layout of the entity's row
   * @param text of the mention, [D]
   * @param image of the mention, [D]; empty where there is none
   * @param row of the entity
   * @param name weight of the entity's name for the mention, 0 to 1
   */
  public static double[] of(
      CosineLayout layout, float[] text, float[] image, float[] row, double name) {
    double entity = row[layout.presence()];
    double mention = image.length > 0 ? 1 : 0;
    return new double[] {
      dot(text, row, 0),
      mention * entity * dot(image, row, layout.imageCls()),
      entity * dot(text, row, layout.imageCls()),
      dot(image, row, 0),
      mention * entity,
      entity,
      name
    };
  }

  /**
   * The weights of cosines among coefficients of {@link #NAMES}, scaled so that they add to 1.
   *
   * @param meanImageText mean of the cosine of a mention's image and a candidate's text, which the
   *     order of candidates says nothing about
   * @throws IllegalArgumentException if no cosine has a weight
   */
  public static CosineWeights weights(double[] coefficients, double meanImageText) {
    return new CosineWeights(
            coefficients[0],
            coefficients[1],
            coefficients[2],
            coefficients[3],
            coefficients[COSINES],
            coefficients[COSINES + 1],
            -coefficients[3] * meanImageText)
        .scaled();
  }

  private static double dot(float[] vector, float[] row, int from) {
    double sum = 0;
    for (int c = 0; c < vector.length; c++) {
      sum += (double) vector[c] * row[from + c];
    }
    return sum;
  }
}
