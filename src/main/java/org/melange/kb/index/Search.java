package org.melange.kb.index;

import org.apache.lucene.util.LongValues;

/** Binary search in a section of numbers. Pure functions. */
final class Search {

  private Search() {}

  /** The position of a value among the first {@code size}, which ascend; -1 if it is not there. */
  static int find(LongValues ascending, int size, long value) {
    int from = 0;
    int to = size - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      long found = ascending.get(middle);
      if (found == value) {
        return middle;
      }
      from = found < value ? middle + 1 : from;
      to = found < value ? to : middle - 1;
    }
    return -1;
  }
}
