package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What experts made of a batch. Up to here mentions and entities are treated alike and may stand in
 * one batch, which keeps the matrix products large.
 *
 * <p>B items, dt and dv feature widths.
 *
 * @param textCls normed pooled text, [B, dt]
 * @param imageCls normed pooled image, [B, dv]
 * @param text of the text unit
 * @param image of the vision unit
 * @param cross of the cross unit
 */
record MixedFeatures(
    NDArray textCls, NDArray imageCls, Mixture text, Mixture image, CrossUnit.Context cross) {

  /** The first of two parts of a batch, or the second. */
  record Halves(MixedFeatures first, MixedFeatures second) {}

  /** The batch in two, {@code at} items in the first part. */
  Halves split(long at) {
    NDList texts = textCls.split(new long[] {at});
    NDList images = imageCls.split(new long[] {at});
    return new Halves(
        new MixedFeatures(
            texts.get(0), images.get(0), text.first(at), image.first(at), cross.first(at)),
        new MixedFeatures(
            texts.get(1), images.get(1), text.after(at), image.after(at), cross.after(at)));
  }
}
