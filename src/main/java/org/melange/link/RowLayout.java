package org.melange.link;

import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * Where things stand in the row of an entity whose model has the published gate: {@code coarse |
 * bounds | text unit | vision unit}.
 *
 * <pre>
 * coarse                                     coarseWidth = dt + dv + 2h (paper: 800)
 *   text cls    [dt]   normed pooled text
 *   image cls   [dv]   normed pooled image
 *   TI          [h]    text cls in the light of the image (cross unit)
 *   IT          [h]    image cls in the light of the text (cross unit)
 * bounds        [2]    numbers that the local text and image scores of no mention exceed
 * unit, twice                                unitWidth = h + (N − 1)h + 3 (paper: 387)
 *   cls         [h]    mixed cls, e_cls, that local scores are taken with
 *   queries     [N − 1, h]  of the live tokens, divided by sqrt(h)
 *   live share  [1]    weight of each live token in the mean over tokens, 1 / T
 *   dead share  [1]    weight of all other tokens together, 1 − (N − 1) / T
 *   shift       [1]    e_cls · β, what the layer norm's bias adds to the local score
 * </pre>
 *
 * <p>The inner product of coarse parts, the mention's scaled by 1/6, is all of a score but its two
 * local terms. As both are bounded, entities whose coarse score plus bounds cannot reach the k-th
 * best need not be refined.
 *
 * @param textDim dt
 * @param imageDim dv
 * @param hiddenDim h
 * @param liveTokens N − 1, tokens that the published gate leaves on
 */
public record RowLayout(int textDim, int imageDim, int hiddenDim, int liveTokens)
    implements EntityLayout {

  private static final int BOUNDS = 2;
  private static final int SCALARS = 3;

  /** The layout for models of this shape. */
  public static RowLayout of(MatcherConfig config) {
    return new RowLayout(
        config.textDim(), config.imageDim(), config.hiddenDim(), config.experts() - 1);
  }

  @Override
  public Gate gate() {
    return Gate.PUBLISHED;
  }

  /** Numbers in a row. */
  public int width() {
    return headWidth() + 2 * unitWidth();
  }

  @Override
  public String code() {
    return gate().code() + ":" + textDim + "," + imageDim + "," + hiddenDim + "," + liveTokens;
  }

  @Override
  public int coarseWidth() {
    return textDim + imageDim + 2 * hiddenDim;
  }

  @Override
  public int headWidth() {
    return coarseWidth() + BOUNDS;
  }

  @Override
  public boolean fits(float[] row) {
    return row.length == width();
  }

  @Override
  public String widthText() {
    return String.valueOf(width());
  }

  /** Where the pooled image starts. */
  public int imageCls() {
    return textDim;
  }

  /** Where TI starts. */
  public int textImage() {
    return textDim + imageDim;
  }

  /** Where IT starts. */
  public int imageText() {
    return textDim + imageDim + hiddenDim;
  }

  /** Where the bound of the local text score stands. */
  public int textBound() {
    return coarseWidth();
  }

  /** Where the bound of the local image score stands. */
  public int imageBound() {
    return coarseWidth() + 1;
  }

  /** Where the text unit's part starts. */
  public int textUnit() {
    return headWidth();
  }

  /** Where the vision unit's part starts. */
  public int imageUnit() {
    return headWidth() + unitWidth();
  }

  /** Numbers in a unit's part. */
  public int unitWidth() {
    return hiddenDim + liveTokens * hiddenDim + SCALARS;
  }

  /** From the start of a unit to the query of live token {@code i}. */
  public int query(int i) {
    return hiddenDim + i * hiddenDim;
  }

  /** From the start of a unit to its live share. */
  public int liveShare() {
    return query(liveTokens);
  }

  /** From the start of a unit to its dead share. */
  public int deadShare() {
    return liveShare() + 1;
  }

  /** From the start of a unit to its shift. */
  public int shift() {
    return liveShare() + 2;
  }
}
