package org.melange.link;

/**
 * What the encoder makes of one mention or entity, row-major, on the Java heap.
 *
 * @param textCls [dt]
 * @param textTokens [T, dt]
 * @param imageCls [dv]
 * @param imageTokens [P, dv]
 * @param textLength live text tokens, from 2 to T
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between two stages: never compared
public record EncodedFeatures(
    float[] textCls, float[] textTokens, float[] imageCls, float[] imageTokens, int textLength) {}
