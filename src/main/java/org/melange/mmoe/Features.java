package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * The features of a batch of mentions or entities, before the layer norms of the matcher.
 *
 * <p>B batch, T text tokens, P image tokens (class and patches), dt text width, dv image width. The
 * arrays belong to the caller, and everything computed from them belongs to their manager.
 *
 * @param textCls pooled text, [B, dt]
 * @param textTokens text tokens, padding included, [B, T, dt]; fewer if the gate does not need all
 * @param imageCls pooled image, [B, dv]
 * @param imageTokens image tokens, [B, P, dv]; fewer if the gate does not need all
 * @param textLengths text tokens of each item without padding, from 1 to T; only the token gate
 *     reads them
 * @param textCount text tokens of an item, those that were left out included
 * @param imageCount image tokens of an item, those that were left out included
 */
@SuppressWarnings("ArrayRecordComponent") // a batch in flight: never compared, must not be modified
public record Features(
    NDArray textCls,
    NDArray textTokens,
    NDArray imageCls,
    NDArray imageTokens,
    int[] textLengths,
    int textCount,
    int imageCount) {

  /**
   * @throws IllegalArgumentException if the shapes or lengths do not fit together
   */
  public Features {
    requireAxes("text cls", textCls, 2);
    requireAxes("text tokens", textTokens, 3);
    requireAxes("image cls", imageCls, 2);
    requireAxes("image tokens", imageTokens, 3);
    long batch = textCls.getShape().get(0);
    long tokens = textTokens.getShape().get(1);
    long patches = imageTokens.getShape().get(1);
    require("text tokens", textTokens, batch, tokens, textCls.getShape().get(1));
    require("image cls", imageCls, batch, imageCls.getShape().get(1));
    require("image tokens", imageTokens, batch, patches, imageCls.getShape().get(1));
    if (textLengths.length != batch) {
      throw new IllegalArgumentException(
          textLengths.length + " text lengths for a batch of " + batch);
    }
    for (int length : textLengths) {
      if (length < 1 || length > textCount) {
        throw new IllegalArgumentException(
            "text length " + length + " is outside 1.." + textCount + ", the tokens given");
      }
    }
    if (tokens > textCount || patches > imageCount) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d text and %d image tokens, but an item has only %d and %d",
              tokens,
              patches,
              textCount,
              imageCount));
    }
  }

  /** Features with all of their tokens. */
  public Features(
      NDArray textCls,
      NDArray textTokens,
      NDArray imageCls,
      NDArray imageTokens,
      int[] textLengths) {
    this(
        textCls,
        textTokens,
        imageCls,
        imageTokens,
        textLengths,
        tokens("text tokens", textTokens),
        tokens("image tokens", imageTokens));
  }

  /** Features without padding, as the published gate treats all texts. */
  public static Features unpadded(
      NDArray textCls, NDArray textTokens, NDArray imageCls, NDArray imageTokens) {
    int[] lengths = new int[Math.toIntExact(textTokens.getShape().get(0))];
    Arrays.fill(lengths, Math.toIntExact(textTokens.getShape().get(1)));
    return new Features(textCls, textTokens, imageCls, imageTokens, lengths);
  }

  /** B, the size of the batch. */
  public int size() {
    return textLengths.length;
  }

  void requireWidths(MatcherConfig config) {
    require("text cls", textCls, size(), config.textDim());
    require("image cls", imageCls, size(), config.imageDim());
  }

  private static int tokens(String what, NDArray array) {
    requireAxes(what, array, 3);
    return Math.toIntExact(array.getShape().get(1));
  }

  private static void requireAxes(String what, NDArray array, int axes) {
    if (array.getShape().dimension() != axes) {
      throw new IllegalArgumentException(
          what + " have shape " + array.getShape() + " where " + axes + " axes are needed");
    }
  }

  private static void require(String what, NDArray array, long... shape) {
    if (!array.getShape().equals(new Shape(shape))) {
      throw new IllegalArgumentException(
          what + " have shape " + array.getShape() + " where " + new Shape(shape) + " is needed");
    }
  }
}
