package org.melange.link.row;

/**
 * What scoring needs of a mention, a function of the mention alone. Immutable by agreement: arrays
 * are not copied, and not to be changed.
 *
 * @param coarse what an entity's coarse part is multiplied with: the four vectors that {@link
 *     EntityLayout} names, times 1/6, and for each unit the direction of its cone's axis, times
 *     sqrt(h)/6
 * @param text of the text unit
 * @param image of the vision unit
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copies would cost what rows save
public record MentionRow(float[] coarse, Unit text, Unit image) {

  /** The part of one unit. */
  public Unit unit(Modality modality) {
    return modality == Modality.TEXT ? text : image;
  }

  /**
   * Keys and values of an intra-level unit: S live tokens and, with the published gate, one row
   * more that stands for all tokens whose gate is shut; n rows of values together.
   *
   * <p>As a softmax follows, keys are given relative to the shut tokens' key, whose logit so is 0;
   * as a layer norm follows, values are given less their own mean.
   *
   * @param keys [S, h] row-major
   * @param values V, [n, h] row-major
   * @param factor R with {@code RᵀR = V Vᵀ / h}, [n, n] row-major and upper triangular: {@code
   *     ‖Rα‖²} is the variance of the combination {@code Σ α_j V_j}
   * @param base what the entity tokens whose gate is shut take of each row, [n]; with the token
   *     gate, which has none, an even share
   * @param deadCount how many shut tokens there are
   * @param cone the directions that a context can have
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Unit(
      float[] keys, float[] values, float[] factor, float[] base, float deadCount, NormCone cone) {

    /** n. */
    public int rows() {
      return base.length;
    }

    /** S. */
    public int tokens() {
      return keys.length * rows() / values.length;
    }
  }
}
