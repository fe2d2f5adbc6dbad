package org.melange.clip;

import ai.djl.ndarray.NDArray;

/**
 * What the text tower says of a batch of texts. B batch, T tokens, E projection, D text width.
 *
 * @param embeds {@code [B, E]}: each text as one vector of length 1, comparable with an image's
 * @param tokens {@code [B, T, D]}: each token in its context, after the last layer norm
 */
public record TextFeatures(NDArray embeds, NDArray tokens) {}
