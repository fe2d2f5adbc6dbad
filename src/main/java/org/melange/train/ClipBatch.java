package org.melange.train;

import ai.djl.ndarray.NDArray;
import org.melange.mmoe.Features;
import org.melange.mmoe.ImageProjection;

/**
 * What CLIP says of a batch of mentions or entities, frozen or just computed. B batch, T text
 * tokens, P image tokens, dt text width, E projection, W width of the vision tower.
 *
 * @param textCls [B, dt]
 * @param textTokens [B, T, dt]
 * @param imageEmbeddings [B, E]
 * @param imageTokens [B, P, W]
 * @param textLengths live text tokens of each item
 */
@SuppressWarnings("ArrayRecordComponent") // a batch in flight: never compared
record ClipBatch(
    NDArray textCls,
    NDArray textTokens,
    NDArray imageEmbeddings,
    NDArray imageTokens,
    int[] textLengths) {

  /**
   * The matcher's input: images brought to its width.
   *
   * @param open image tokens that gradients are wanted of
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
