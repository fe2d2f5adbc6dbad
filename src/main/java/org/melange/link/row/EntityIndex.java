package org.melange.link.row;

/**
 * Finds the entities of a table that are nearest to a mention without looking at all of them, and
 * so may miss some. What it finds depends on the query and the table alone. Immutable; safe for any
 * number of threads.
 */
public interface EntityIndex {

  /**
   * Entities whose heads have large products with a query, best first, then by index: {@code count}
   * of them, or all if there are fewer.
   *
   * @param query as {@code HeadProduct} makes it of a mention
   * @param count how many, 1 or more
   * @param width entities that a search keeps in view: more find better and take longer; at least
   *     {@code count} are kept
   */
  int[] nearest(float[] query, int count, int width);

  /**
   * The same among some entities of the table.
   *
   * @param among indices in the table, ascending
   */
  int[] nearest(float[] query, int count, int width, int[] among);
}
