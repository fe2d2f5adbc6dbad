package org.melange.link;

import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/**
 * Where things stand in the row of an entity whose model has the token gate. Text and image units
 * hold as many queries as the entity has live tokens, so rows differ in length.
 *
 * <pre>
 * coarse        [dt + dv + 2h]  as in {@link RowLayout}
 * bounds        [2]       numbers that the local text and image scores of no mention exceed
 * text tokens   [1]       T, live text tokens
 * image tokens  [1]       P, image tokens
 * shifts        [2]       e_cls · β of the text unit and of the vision unit
 * text unit     [1 + T, h]  mixed cls, then the queries of live tokens, divided by sqrt(h)
 * vision unit   [1 + P, h]  likewise
 * </pre>
 *
 * @param textDim dt
 * @param imageDim dv
 * @param hiddenDim h
 */
public record TokenLayout(int textDim, int imageDim, int hiddenDim) implements EntityLayout {

  private static final int BOUNDS = 2;
  private static final int SCALARS = 4;

  /** The layout for models of this shape. */
  public static TokenLayout of(MatcherConfig config) {
    return new TokenLayout(config.textDim(), config.imageDim(), config.hiddenDim());
  }

  @Override
  public Gate gate() {
    return Gate.TOKEN;
  }

  @Override
  public String code() {
    return gate().code() + ":" + textDim + "," + imageDim + "," + hiddenDim;
  }

  @Override
  public int coarseWidth() {
    return textDim + imageDim + 2 * hiddenDim;
  }

  @Override
  public int headWidth() {
    return coarseWidth() + BOUNDS;
  }

  /** Numbers in the row of an entity with so many live text tokens and image tokens. */
  public int width(int textTokens, int imageTokens) {
    return headWidth() + SCALARS + (2 + textTokens + imageTokens) * hiddenDim;
  }

  @Override
  public boolean fits(float[] row) {
    if (row.length < headWidth() + SCALARS) {
      return false;
    }
    float text = row[textTokens()];
    float image = row[imageTokens()];
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

  /** Where the number of text tokens stands. */
  public int textTokens() {
    return headWidth();
  }

  /** Where the number of image tokens stands. */
  public int imageTokens() {
    return headWidth() + 1;
  }

  /** Where the text unit's shift stands; the vision unit's follows. */
  public int shifts() {
    return headWidth() + 2;
  }

  /** Where the text unit starts. */
  public int textUnit() {
    return headWidth() + SCALARS;
  }

  /** Where the vision unit of an entity with so many text tokens starts. */
  public int imageUnit(int textTokens) {
    return textUnit() + (1 + textTokens) * hiddenDim;
  }
}
