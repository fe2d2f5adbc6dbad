package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * A batch after the experts. Up to here mentions and entities are processed alike and may be in one
 * batch, which keeps the matrix products large.
 *
 * <p>B items, dt and dv feature widths.
 *
 * @param textCls normalized pooled text, [B, dt]
 * @param imageCls normalized pooled image, [B, dv]
 * @param text output of the text unit
 * @param image output of the vision unit
 * @param cross output of the cross unit
 */
record MixedFeatures(
    NDArray textCls, NDArray imageCls, Mixture text, Mixture image, CrossUnit.Context cross) {

  /** The two parts of a batch. */
  record Halves(MixedFeatures first, MixedFeatures second) {}

  /** Splits the batch, with {@code at} items in the first part. */
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
