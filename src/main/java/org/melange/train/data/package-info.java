/**
 * Training examples and their records on disk.
 *
 * <p>What may come in: mentions with their gold entities, as stored features or as inputs of CLIP,
 * which a job collects in any order. A {@link org.melange.train.data.RecordStore} sorts them by
 * key.
 *
 * <p>Where it leads: {@link org.melange.train.data.Examples} by index, for the objectives of {@code
 * train}.
 */
package org.melange.train.data;
