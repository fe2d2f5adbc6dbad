/**
 * Linking: scoring mentions against many entities and choosing among them. Tensors are met only
 * where rows are compiled; scoring pairs is arithmetic on plain arrays.
 *
 * <p>The way of a pair: {@link org.melange.link.RowCompiler} makes a row of each side, once; {@link
 * org.melange.link.Linker} packs a batch of mentions and goes over an {@link
 * org.melange.link.EntityTable} with them, block by block; what must be known of a pair to rule it
 * out, and what makes its score, is computed for a group of mentions at a time. {@link
 * org.melange.link.PairScorer} does the same for one pair, plainly.
 */
package org.melange.link;
