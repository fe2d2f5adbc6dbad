package org.melange.kb.index;

import java.util.Arrays;

/** Numbers features consecutively from 0, in an open-addressing hash table of primitive values. */
final class LongIntMap {

  private static final int EMPTY = -1;

  private long[] features = new long[1 << 12];
  private int[] slots = emptySlots(1 << 12);
  private int size;

  int size() {
    return size;
  }

  /** The number of {@code feature}, or -1 if it is unknown. */
  int find(long feature) {
    return slots[place(feature)];
  }

  /** The number of {@code feature}, a new number if it is unknown. */
  int intern(long feature) {
    if (size * 2 >= slots.length) {
      grow();
    }
    int place = place(feature);
    if (slots[place] == EMPTY) {
      features[place] = feature;
      slots[place] = size++;
    }
    return slots[place];
  }

  /** All features, in the order of their numbers. */
  long[] values() {
    long[] values = new long[size];
    for (int place = 0; place < slots.length; place++) {
      if (slots[place] != EMPTY) {
        values[slots[place]] = features[place];
      }
    }
    return values;
  }

  private int place(long feature) {
    int mask = slots.length - 1;
    int place = (int) ((feature * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[place] != EMPTY && features[place] != feature) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldFeatures = features;
    int[] oldSlots = slots;
    features = new long[oldFeatures.length * 2];
    slots = emptySlots(features.length);
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != EMPTY) {
        int place = place(oldFeatures[i]);
        features[place] = oldFeatures[i];
        slots[place] = oldSlots[i];
      }
    }
  }

  private static int[] emptySlots(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, EMPTY);
    return slots;
  }
}
