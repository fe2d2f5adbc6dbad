package org.melange.train.data;

/**
 * Two texts that speak of one entity: a mention in its sentence and the entity's own text, or two
 * of the entity's names.
 *
 * @param left token ids, start marker first, padded with the end marker, [T]
 * @param leftLength live tokens of {@code left}, markers included
 * @param right the entity's text, [T]
 * @param rightLength live tokens of {@code right}
 * @param kin numbers of groups whose members are easily confused, such as all entities whose name
 *     ends in the same word; batches are made of one kind of groups in one epoch, of the next kind
 *     in the next
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between disk and batch: never compared
public record TextPair(long[] left, int leftLength, long[] right, int rightLength, int... kin) {}
