package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.melange.mmoe.Features;
import org.melange.mmoe.ImageProjection;

/**
 * The CLIP features of a batch of mentions or entities, stored or computed. B batch, T text tokens,
 * P image tokens, dt text width, E projection width, W width of the vision tower.
 *
 * @param textCls [B, dt]
 * @param textTokens [B, T, dt]
 * @param imageEmbeddings [B, E]
 * @param imageTokens [B, P, W]
 * @param textLengths text tokens of each item without padding
 */
@SuppressWarnings("ArrayRecordComponent") // a batch in flight: never compared
record ClipBatch(
    NDArray textCls,
    NDArray textTokens,
    NDArray imageEmbeddings,
    NDArray imageTokens,
    int[] textLengths) {

  /** The features as {@link #arrays} gives them. */
  static ClipBatch of(NDList arrays, int[] textLengths) {
    return new ClipBatch(arrays.get(0), arrays.get(1), arrays.get(2), arrays.get(3), textLengths);
  }

  /** The four arrays, in the order of the components. */
  NDList arrays() {
    return new NDList(textCls, textTokens, imageEmbeddings, imageTokens);
  }

  /**
   * The input of the matcher, with image features projected to its width.
   *
   * @param open the number of first image tokens with gradients
   */
  Features projected(ImageProjection projection, int open) {
    return new Features(
        textCls,
        textTokens,
        projection.cls(imageEmbeddings),
        projection.tokens(imageTokens, open),
        textLengths);
  }
}
