package org.melange.link.row;

import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * The row of an entity whose model has the published gate: a head, and a tail of fixed length.
 *
 * <pre>
 * tail, for text and for image               tailWidth = 2((N − 1)h + 1) (paper: 578)
 *   queries     [N − 1, h]  of the active tokens, divided by sqrt(h)
 *   dead dot    [1]         w · b_v
 * </pre>
 *
 * @param textDim dt
 * @param imageDim dv
 * @param hiddenDim h
 * @param liveTokens N − 1, tokens that the published gate routes
 */
public record RowLayout(int textDim, int imageDim, int hiddenDim, int liveTokens)
    implements EntityLayout {

  /** The layout for models of this shape. */
  public static RowLayout of(MatcherConfig config) {
    return new RowLayout(
        config.textDim(), config.imageDim(), config.hiddenDim(), config.experts() - 1);
  }

  @Override
  public String code() {
    return kind() + ":" + textDim + "," + imageDim + "," + hiddenDim + "," + liveTokens;
  }

  @Override
  public String kind() {
    return Gate.PUBLISHED.code();
  }

  /** Values in a row. */
  public int width() {
    return headWidth() + 2 * unitWidth();
  }

  @Override
  public int[] scalars() {
    return new int[] {headWidth() + deadDot(Modality.TEXT), headWidth() + deadDot(Modality.IMAGE)};
  }

  @Override
  public boolean fits(float[] row) {
    return row.length == width();
  }

  @Override
  public String widthText() {
    return String.valueOf(width());
  }

  @Override
  public int tokens(Modality unit, float[] numbers, int tail) {
    return liveTokens;
  }

  @Override
  public int queries(Modality unit, float[] numbers, int tail) {
    return unit.ordinal() * unitWidth();
  }

  @Override
  public float deadDot(Modality unit, float[] numbers, int tail) {
    return numbers[tail + deadDot(unit)];
  }

  /** From the start of a tail to the unit's dead dot. */
  public int deadDot(Modality unit) {
    return (1 + unit.ordinal()) * unitWidth() - 1;
  }

  private int unitWidth() {
    return liveTokens * hiddenDim + 1;
  }
}
