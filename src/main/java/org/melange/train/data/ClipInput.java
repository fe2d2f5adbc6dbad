package org.melange.train.data;

/**
 * A text and an image as CLIP takes them: a mention or an entity when CLIP learns along with the
 * matcher, a caption and its picture when it learns alone.
 *
 * @param ids token ids, start marker first, padded with the end marker, [T]
 * @param textLength live tokens of {@code ids}, markers included
 * @param pixels normalised image, [3, S, S] row-major; zeros for a missing one
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between disk and batch: never compared
public record ClipInput(long[] ids, int textLength, float[] pixels) {}
