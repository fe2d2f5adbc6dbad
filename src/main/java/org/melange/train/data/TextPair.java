package org.melange.train.data;

/**
 * Two texts about one entity: a mention in its sentence and the text of the entity, or two names of
 * the entity.
 *
 * @param left token ids, start marker first, padded with the end marker, [T]
 * @param leftLength tokens of {@code left} without padding, markers included
 * @param right the text of the entity, [T]
 * @param rightLength tokens of {@code right} without padding
 * @param groups groups of examples that are easily confused, one for each kind of group, such as
 *     all entities whose name ends in the same word; each epoch forms batches by the next kind
 */
@SuppressWarnings("ArrayRecordComponent") // in flight from disk to a batch: never compared
public record TextPair(long[] left, int leftLength, long[] right, int rightLength, int... groups) {}
