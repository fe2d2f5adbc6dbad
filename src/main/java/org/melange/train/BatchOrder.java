package org.melange.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of examples in an epoch: a function of seed and epoch, so that a resumed run needs no
 * state of a generator.
 */
final class BatchOrder {

  private BatchOrder() {}

  /**
   * All of 0 … {@code size} − 1 in shuffled batches; the last batch holds what is left.
   *
   * @param epoch from 1
   */
  static List<int[]> of(int size, int batchSize, long seed, int epoch) {
    int[] order = new int[size];
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + epoch);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < size; from += batchSize) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(size, from + batchSize)));
    }
    return batches;
  }
}
