package org.melange.clip;

import ai.djl.ndarray.NDArray;

/**
 * What the vision tower says of a batch of images. B batch, P tokens (the class token, then the
 * patches row by row), E projection, D vision width.
 *
 * @param embeds {@code [B, E]}: each image as one vector of length 1, comparable with a text's
 * @param tokens {@code [B, P, D]}: each patch in its context, before the last layer norm
 */
public record ImageFeatures(NDArray embeds, NDArray tokens) {}
