package org.melange.link.row;

/**
 * Encodes CLIP's embeddings as the rows that a zero-shot model scores pairs from. D is the width of
 * the joint space. Immutable; safe for any number of threads.
 */
public final class CosineEncoder {

  private final CosineLayout layout;
  private final CosineWeights weights;

  /** An encoder for embeddings of the layout's width. */
  public CosineEncoder(CosineLayout layout, CosineWeights weights) {
    this.layout = layout;
    this.weights = weights;
  }

  /**
   * The row of an entity.
   *
   * @param text [D], of length 1
   * @param image [D], of length 1; empty where there is none
   * @param rounding of both vectors
   * @throws IllegalArgumentException if an embedding has another width
   */
  public float[] entity(float[] text, float[] image, Rounding rounding) {
    require(text, image);
    float[] row = new float[layout.headWidth()];
    for (int c = 0; c < text.length; c++) {
      row[c] = rounding.round(text[c]);
    }
    for (int c = 0; c < image.length; c++) {
      row[layout.imageCls() + c] = rounding.round(image[c]);
    }
    row[layout.presence()] = image.length > 0 ? 1 : 0;
    row[layout.presence() + 1] = 1;
    return row;
  }

  /**
   * The row of a mention: what an entity's row is multiplied with.
   *
   * @param text [D], of length 1
   * @param image [D], of length 1; empty where there is none
   * @throws IllegalArgumentException if an embedding has another width
   */
  public MentionRow mention(float[] text, float[] image) {
    require(text, image);
    int d = layout.dim();
    boolean present = image.length > 0;
    float[] product = new float[layout.headWidth()];
    float[] alike = new float[layout.headWidth()];
    for (int c = 0; c < d; c++) {
      double pixels = present ? image[c] : 0;
      alike[c] = (float) (weights.text() * text[c]);
      alike[d + c] = (float) (weights.image() * pixels);
      product[c] = (float) (weights.text() * text[c] + weights.imageText() * pixels);
      product[d + c] = (float) (weights.textImage() * text[c] + weights.image() * pixels);
    }
    double both = present ? weights.imageOffset() : 0;
    alike[layout.presence()] = (float) both;
    product[layout.presence()] = (float) (weights.textImageOffset() + both);
    product[layout.presence() + 1] = present ? (float) weights.imageTextOffset() : 0;
    return MentionRow.ofCosines(product, alike);
  }

  private void require(float[] text, float[] image) {
    if (text.length != layout.dim() || (image.length > 0 && image.length != layout.dim())) {
      throw new IllegalArgumentException(
          "embeddings have widths "
              + text.length
              + " and "
              + image.length
              + ", the model has "
              + layout.dim());
    }
  }
}
