package org.melange.link;

import java.util.List;

/**
 * Finds the entities whose coarse parts have the largest products with a mention's: those that it
 * is worth to score, whatever their names. Safe for any number of threads.
 */
public interface NearestEntities {

  /**
   * The nearest entities of each of some mentions.
   *
   * @param count how many a mention, fewer where the table has not as many
   * @return their places in the table, the nearest first, equally near ones by place
   */
  List<int[]> nearest(List<MentionRow> mentions, int count);
}
