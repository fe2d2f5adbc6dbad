package org.melange.link.table;

/** Where segments are taken from while they are read. Safe for any number of threads. */
interface SegmentCache {

  /** Segment {@code i}, which stays mapped until it is given back. */
  Segment take(int i);

  /** Ends a {@link #take}. */
  void giveBack(int i);
}
