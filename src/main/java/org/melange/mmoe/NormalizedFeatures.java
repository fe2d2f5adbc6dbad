package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/**
 * {@link Features} after the layer norms of the matcher, with tokens split for the gate.
 *
 * @param textCls [B, dt]
 * @param text text tokens, dt wide
 * @param imageCls [B, dv]
 * @param image image tokens, dv wide
 * @param textLengths text tokens of each item without padding
 */
@SuppressWarnings("ArrayRecordComponent") // a batch in flight: never compared
record NormalizedFeatures(
    NDArray textCls, Tokens text, NDArray imageCls, Tokens image, int[] textLengths) {}
