package org.melange.clip;

import ai.djl.ndarray.NDArray;

/**
 * The features of a batch of images. B batch, P tokens (the class token, then the patches row by
 * row), E projection width, D tower width.
 *
 * @param embeds {@code [B, E]}: embeddings of length 1, comparable with those of texts
 * @param tokens {@code [B, P, D]}: token states before the last layer norm
 */
public record ImageFeatures(NDArray embeds, NDArray tokens) {}
