package org.melange.link.row;

/**
 * What scoring needs of a mention, a function of the mention alone. Immutable by agreement: arrays
 * are shared and must not be changed.
 *
 * @param coarse what an entity's coarse part is multiplied with: the four vectors that {@link
 *     EntityLayout} names, times 1/6, and for each unit the direction of its cone's axis, times
 *     sqrt(h)/6; with a zero-shot model what the head is multiplied with
 * @param text of the text unit
 * @param image of the vision unit
 * @param alike with a zero-shot model, the part of {@code coarse} that is due to the same modality:
 *     text with text and image with image; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copies would cost what rows save
public record MentionRow(float[] coarse, Unit text, Unit image, float[] alike) {

  /** The row of a model with a matcher. */
  public MentionRow(float[] coarse, Unit text, Unit image) {
    this(coarse, text, image, new float[0]);
  }

  /** The row of a zero-shot model, which has no units. */
  static MentionRow ofCosines(float[] product, float[] alike) {
    return new MentionRow(product, Unit.NONE, Unit.NONE, alike);
  }

  /** The part of one unit. */
  public Unit unit(Modality modality) {
    return modality == Modality.TEXT ? text : image;
  }

  /**
   * Keys and values of an intra-level unit: S active tokens and, with the published gate, one more
   * row for all gated-out tokens; n rows of values together.
   *
   * <p>Because a softmax follows, keys are relative to the key of gated-out tokens, whose logit so
   * is 0; because a layer norm follows, values have zero mean.
   *
   * @param keys [S, h] row-major
   * @param values V, [n, h] row-major
   * @param factor R with {@code RᵀR = V Vᵀ / h}, [n, n] row-major and upper triangular: {@code
   *     ‖Rα‖²} is the variance of the combination {@code Σ α_j V_j}
   * @param base what gated-out tokens of the entity take of each row, [n]; with the token gate,
   *     which has none, an even share
   * @param deadCount number of gated-out tokens
   * @param cone the directions that a context can have
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Unit(
      float[] keys, float[] values, float[] factor, float[] base, float deadCount, NormCone cone) {

    /** No unit. */
    static final Unit NONE =
        new Unit(
            new float[0], new float[0], new float[0], new float[0], 0, new NormCone(1, 0, 0, 0, 1));

    /** n, the rows of values. */
    public int rows() {
      return base.length;
    }

    /** S, the active tokens. */
    public int tokens() {
      return values.length == 0 ? 0 : keys.length * rows() / values.length;
    }
  }
}
