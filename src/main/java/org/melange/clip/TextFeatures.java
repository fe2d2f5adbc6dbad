package org.melange.clip;

import ai.djl.ndarray.NDArray;

/**
 * The features of a batch of texts. B batch, T tokens, E projection width, D tower width.
 *
 * @param embeds {@code [B, E]}: embeddings of length 1, comparable with those of images
 * @param tokens {@code [B, T, D]}: token states after the last layer norm
 */
public record TextFeatures(NDArray embeds, NDArray tokens) {}
