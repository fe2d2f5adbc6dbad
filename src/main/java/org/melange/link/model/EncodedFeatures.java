package org.melange.link.model;

import org.melange.clip.engine.ClipOutput;

/**
 * The encoder's output for one mention or entity, row-major, on the Java heap. With the published
 * gate only the tokens that it needs ({@link TokenPruning}).
 *
 * @param textCls [dt]
 * @param textTokens [T or fewer, dt]
 * @param imageCls [dv]
 * @param imageTokens [P or fewer, dv]
 * @param textLength text tokens without padding, from 2 to T
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between two stages: never compared
public record EncodedFeatures(
    float[] textCls, float[] textTokens, float[] imageCls, float[] imageTokens, int textLength) {

  /** The features of a text and an image, in the matcher's widths. */
  public static EncodedFeatures of(ClipOutput text, ClipOutput image, int textLength) {
    return new EncodedFeatures(
        text.pooled(), text.tokens(), image.pooled(), image.tokens(), textLength);
  }
}
