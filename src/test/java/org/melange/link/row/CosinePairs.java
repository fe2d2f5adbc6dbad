package org.melange.link.row;

import java.util.SplittableRandom;

/** Made-up embeddings of CLIP's joint space, and the plain score of a pair in double precision. */
public final class CosinePairs {

  /** Weights and offsets of different sizes, which add to 1. */
  public static final CosineWeights WEIGHTS =
      new CosineWeights(0.3, 0.25, 0.2, 0.25, -0.11, -0.05, -0.07);

  private CosinePairs() {}

  /**
   * Embeddings of one item.
   *
   * @param text of length 1
   * @param image of length 1, or empty
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Item(float[] text, float[] image) {

    boolean pictured() {
      return image.length > 0;
    }

    /** The same item without its image. */
    public Item withoutImage() {
      return new Item(text, new float[0]);
    }
  }

  /** An item, pictured or not. */
  public static Item item(int dim, SplittableRandom random, boolean pictured) {
    return new Item(vector(dim, random), pictured ? vector(dim, random) : new float[0]);
  }

  private static float[] vector(int dim, SplittableRandom random) {
    float[] vector = new float[dim];
    double squares = 0;
    for (int c = 0; c < dim; c++) {
      vector[c] = (float) (random.nextGaussian() + 0.4); // a positive mean, as CLIP's cosines have
      squares += vector[c] * vector[c];
    }
    for (int c = 0; c < dim; c++) {
      vector[c] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  /** The terms of the score: text, image, and both across. */
  public static double[] terms(CosineWeights w, Item mention, Item entity) {
    double image = 0;
    double cross = 0;
    if (mention.pictured() && entity.pictured()) {
      image = w.image() * cosine(mention.image(), entity.image()) + w.imageOffset();
    }
    if (entity.pictured()) {
      cross += w.textImage() * cosine(mention.text(), entity.image()) + w.textImageOffset();
    }
    if (mention.pictured()) {
      cross += w.imageText() * cosine(mention.image(), entity.text()) + w.imageTextOffset();
    }
    return new double[] {w.text() * cosine(mention.text(), entity.text()), image, cross};
  }

  /** The score of a mention with an entity. */
  public static double score(
      CosineWeights w, float[] text, float[] image, float[] entityText, float[] entityImage) {
    double[] terms = terms(w, new Item(text, image), new Item(entityText, entityImage));
    return terms[0] + terms[1] + terms[2];
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (double) a[c] * b[c];
    }
    return sum;
  }
}
