package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/**
 * {@link Features} after the matcher's layer norms, tokens parted as the gate will.
 *
 * @param textCls [B, dt]
 * @param text tokens, dt wide
 * @param imageCls [B, dv]
 * @param image tokens, dv wide
 * @param textLengths live text tokens of each item
 */
@SuppressWarnings("ArrayRecordComponent") // a batch in flight: never compared
record NormalizedFeatures(
    NDArray textCls, Tokens text, NDArray imageCls, Tokens image, int[] textLengths) {}
