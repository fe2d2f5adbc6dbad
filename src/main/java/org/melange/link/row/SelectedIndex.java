package org.melange.link.row;

import java.util.Arrays;

/**
 * Finds the nearest of some entities of a table by the index of all. Immutable; safe for any number
 * of threads.
 *
 * @param all the index of all entities
 * @param selected indices in the table of all, ascending; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SelectedIndex(EntityIndex all, int[] selected) implements EntityIndex {

  @Override
  public int[] nearest(float[] query, int count, int width) {
    return places(all.nearest(query, count, width, selected));
  }

  @Override
  public int[] nearest(float[] query, int count, int width, int[] among) {
    int[] entities = Arrays.stream(among).map(place -> selected[place]).toArray();
    return places(all.nearest(query, count, width, entities));
  }

  private int[] places(int[] entities) {
    return Arrays.stream(entities).map(entity -> Arrays.binarySearch(selected, entity)).toArray();
  }
}
