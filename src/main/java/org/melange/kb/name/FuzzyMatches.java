package org.melange.kb.name;

import java.util.Arrays;

/**
 * Names that are similar to a text. A name may occur more than once, with different similarities.
 */
final class FuzzyMatches {

  private final double least;
  private int[] names = new int[64];
  private double[] similarities = new double[64];
  private int size;

  /** Keeps names with a similarity of {@code least} or more. */
  FuzzyMatches(double least) {
    this.least = least;
  }

  int size() {
    return size;
  }

  int name(int at) {
    return names[at];
  }

  /** The similarity, at most 1. */
  double similarity(int at) {
    return similarities[at];
  }

  void add(int name, double similarity) {
    if (similarity < least) {
      return;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      similarities = Arrays.copyOf(similarities, size * 2);
    }
    names[size] = name;
    similarities[size++] = Math.min(1, similarity);
  }

  /**
   * The similarity multiplied by the weight of the name. A float, since matches are sorted by it.
   */
  float strength(int at, NameStore store) {
    return (float) (similarities[at] * store.weight(names[at]));
  }

  /** The matches by descending strength. */
  FuzzyMatches sorted(NameStore store) {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      // The bits of positive floats sort like the floats.
      keys[i] = (long) ~Float.floatToIntBits(strength(i, store)) << 32 | i;
    }
    Arrays.sort(keys);
    FuzzyMatches sorted = new FuzzyMatches(least);
    for (long key : keys) {
      sorted.add(names[(int) key], similarities[(int) key]);
    }
    return sorted;
  }
}
