/**
 * The block scorer: the exact best k of an entity table for many mentions at once, in Java's
 * vectors, with bounds that rule pairs out.
 *
 * <p>The way of a pair: {@link org.melange.link.score.Linker} packs a batch of mentions into panels
 * and starts a search over the table, block by block. For each block and group of mentions, a
 * {@code BlockScorer} computes products of heads (a {@code GemmKernel}), then bounds from them
 * ({@code ScoreBounds}). Entities that no threshold rules out are fetched; closer bounds ({@code
 * CornerBounds}) rule out more; the rest is scored ({@code UnitScorer}) and offered to a {@code
 * ScoreConsumer}. Order is total: score descending, then index, which is the order of QIDs.
 *
 * <p>Rows come from {@code link.row}; {@code link.table} stores them. A score has the same bits
 * whatever the batch, the block, the thread and the width of vectors.
 */
package org.melange.link.score;
