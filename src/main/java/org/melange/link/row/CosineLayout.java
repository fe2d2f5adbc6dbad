package org.melange.link.row;

import java.util.List;

/**
 * The layout of an entity's row in a table of a zero-shot model. It has no local terms, so a row is
 * its head, and a score is one inner product:
 *
 * <pre>
 * text      [D]  CLIP's text embedding
 * image     [D]  CLIP's image embedding, zeros where there is none
 * presence  [1]  1 where there is an image, else 0
 * one       [1]  1
 * </pre>
 *
 * @param dim D, the width of CLIP's joint space
 */
public record CosineLayout(int dim) implements EntityLayout {

  /** The kind of these layouts. */
  public static final String KIND = "zero-shot";

  private static final int SCALARS = 2;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String code() {
    return KIND + ":" + dim;
  }

  @Override
  public int textDim() {
    return dim;
  }

  @Override
  public int imageDim() {
    return dim;
  }

  @Override
  public int hiddenDim() {
    return 0;
  }

  @Override
  public int headWidth() {
    return coarseWidth() + SCALARS;
  }

  @Override
  public int queryWidth() {
    return headWidth();
  }

  @Override
  public List<Modality> units() {
    return List.of();
  }

  /** The complete product is one part; which modality it is due to, {@link #parts} tells. */
  @Override
  public int[] productEnds() {
    return new int[] {headWidth(), headWidth(), headWidth()};
  }

  /** Where the presence of an image stands. */
  public int presence() {
    return coarseWidth();
  }

  @Override
  public int[] scalars() {
    return new int[0];
  }

  @Override
  public boolean fits(float[] row) {
    return row.length == headWidth();
  }

  @Override
  public String widthText() {
    return String.valueOf(headWidth());
  }

  @Override
  public int tokens(Modality unit, float[] numbers, int tail) {
    return 0;
  }

  @Override
  public int queries(Modality unit, float[] numbers, int tail) {
    return 0;
  }

  @Override
  public float deadDot(Modality unit, float[] numbers, int tail) {
    return 0;
  }

  /**
   * The parts of a score.
   *
   * @param score the complete product
   * @param alike {@link MentionRow#alike()}
   * @param rows entity rows
   * @param offset where the entity's row starts in {@code rows}
   */
  public PairScore parts(float score, float[] alike, float[] rows, int offset) {
    float text = Vectors.dot(alike, 0, rows, offset, dim);
    float image =
        Vectors.dot(alike, dim, rows, offset + dim, dim)
            + alike[presence()] * rows[offset + presence()];
    return new PairScore(score, text, image, score - text - image);
  }
}
