package org.melange.link;

/**
 * What scoring needs of a mention, a function of the mention alone. Immutable by agreement: arrays
 * are not copied, and not to be changed.
 *
 * <p>N rows of keys and values: one for each of the N − 1 live tokens, the last for all others,
 * whose key and value are the constants b_k and b_v. h hidden width.
 *
 * @param coarse the coarse part as {@link RowLayout} orders it, times 1/6
 * @param text of the text unit
 * @param image of the vision unit
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copies would cost what rows save
public record MentionRow(float[] coarse, Unit text, Unit image) {

  /**
   * Keys and values of an intra-level unit. As a layer norm follows, values are kept with their own
   * mean subtracted, and their Gram matrix gives the variance of any combination of them.
   *
   * @param counts how many tokens each row stands for, [N]; the last may be 0
   * @param keys [N, h] row-major
   * @param values {@code γ ⊙ (V − mean of V)}, [N, h] row-major, γ the layer norm's weight
   * @param gram {@code (V − mean)(V − mean)ᵀ / h}, [N, N] row-major
   * @param deadAttention how much the entity tokens that are not live, whose query is the constant
   *     b_q, take of each row, [N]
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Unit(
      float[] counts, float[] keys, float[] values, float[] gram, float[] deadAttention) {}
}
