/**
 * Linking: scoring mentions against many entities and choosing among them. Tensors are met only
 * where rows are compiled; scoring a pair is arithmetic on plain arrays.
 *
 * <p>With the published gate and frozen statistics a score collapses: all but N − 1 tokens of a
 * sequence are alike, so an entity is a row of a few hundred numbers ({@link
 * org.melange.link.RowLayout}), a mention a few small matrices ({@link
 * org.melange.link.MentionRow}), and their score ({@link org.melange.link.PairScorer}) exactly that
 * of the full model.
 */
package org.melange.link;
