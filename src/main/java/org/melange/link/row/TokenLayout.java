package org.melange.link.row;

import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * The row of an entity whose model has the token gate: a head, and a tail with as many queries as
 * the entity has active tokens, so that rows differ in length.
 *
 * <pre>
 * tail
 *   text tokens    [1]     T, text tokens without padding
 *   image tokens   [1]     P, image tokens
 *   text queries   [T, h]  divided by sqrt(h)
 *   image queries  [P, h]  likewise
 * </pre>
 *
 * @param textDim dt
 * @param imageDim dv
 * @param hiddenDim h
 */
public record TokenLayout(int textDim, int imageDim, int hiddenDim) implements EntityLayout {

  private static final int COUNTS = 2;

  /** The layout for models of this shape. */
  public static TokenLayout of(MatcherConfig config) {
    return new TokenLayout(config.textDim(), config.imageDim(), config.hiddenDim());
  }

  @Override
  public String code() {
    return kind() + ":" + textDim + "," + imageDim + "," + hiddenDim;
  }

  @Override
  public String kind() {
    return Gate.TOKEN.code();
  }

  /** Values in the row of an entity with so many text tokens and image tokens. */
  public int width(int textTokens, int imageTokens) {
    return headWidth() + COUNTS + (textTokens + imageTokens) * hiddenDim;
  }

  @Override
  public int[] scalars() {
    return new int[] {headWidth(), headWidth() + 1};
  }

  @Override
  public boolean fits(float[] row) {
    if (row.length < width(1, 1)) {
      return false;
    }
    float text = row[headWidth()];
    float image = row[headWidth() + 1];
    return text >= 1
        && image >= 1
        && text == Math.rint(text)
        && image == Math.rint(image)
        && (text + image) * hiddenDim <= row.length
        && row.length == width((int) text, (int) image);
  }

  @Override
  public String widthText() {
    return width(1, 1) + " and more";
  }

  @Override
  public int tokens(Modality unit, float[] numbers, int tail) {
    return (int) numbers[tail + unit.ordinal()];
  }

  @Override
  public int queries(Modality unit, float[] numbers, int tail) {
    return COUNTS + (unit == Modality.TEXT ? 0 : (int) numbers[tail] * hiddenDim);
  }

  @Override
  public float deadDot(Modality unit, float[] numbers, int tail) {
    return 0;
  }
}
