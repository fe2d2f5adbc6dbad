package org.melange.link.model;

import org.melange.clip.engine.ClipOutput;

/**
 * CLIP's output for one mention or entity, before the image projections: the input of a training
 * that leaves CLIP as it is. Row-major, on the Java heap.
 *
 * @param textCls [dt]
 * @param textTokens [T, dt]
 * @param imageEmbedding [E], CLIP's pooled image embedding
 * @param imageTokens [P, W], CLIP's image tokens in the vision tower's width
 * @param textLength text tokens without padding, from 2 to T
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between disk and batch: never compared
public record FrozenFeatures(
    float[] textCls,
    float[] textTokens,
    float[] imageEmbedding,
    float[] imageTokens,
    int textLength) {

  /** The features of a text and an image. */
  public static FrozenFeatures of(ClipOutput text, ClipOutput image, int textLength) {
    return new FrozenFeatures(
        text.pooled(), text.tokens(), image.pooled(), image.tokens(), textLength);
  }
}
