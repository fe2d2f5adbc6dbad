/**
 * Rows: the encoded form of a mention or an entity that pairs are scored from.
 *
 * <p>{@link org.melange.link.row.RowEncoder} makes a row of each side once, from the matcher's
 * encodings. {@link org.melange.link.row.EntityLayout} says where the values of an entity's row
 * are. {@link org.melange.link.row.EntityRows} is where scoring reads them, and an {@link
 * org.melange.link.row.EntityTable} adds QIDs and labels. {@link org.melange.link.row.PairScorer}
 * scores one pair in the simplest way: the reference for {@code link.score}. Apart from the row
 * encoder all is arithmetic on plain arrays.
 */
package org.melange.link.row;
