package org.melange.train.data;

/**
 * A text and an image as input of CLIP: a mention or an entity when CLIP is fine-tuned jointly with
 * the matcher, or a caption and its image when CLIP is trained alone. T tokens, S image side.
 *
 * @param ids token ids, start marker first, padded with the end marker, [T]
 * @param textLength tokens of {@code ids} without padding, markers included
 * @param pixels normalized image, [3, S, S] row-major; zeros for a missing image
 */
@SuppressWarnings("ArrayRecordComponent") // in flight from disk to a batch: never compared
public record ClipInput(long[] ids, int textLength, float[] pixels) {}
