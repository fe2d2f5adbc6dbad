package org.melange.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * The order of examples in an epoch: a function of seed and epoch, so that a resumed run needs no
 * state of a generator.
 */
final class EpochSampler {

  private EpochSampler() {}

  /**
   * All of 0 … {@code size} − 1 in shuffled batches; the last batch holds what is left.
   *
   * @param epoch from 1
   */
  static List<int[]> of(int size, int batchSize, long seed, int epoch) {
    return cut(shuffled(size, seed, epoch), batchSize);
  }

  /** 0 … {@code size} − 1 in the order of an epoch. */
  static int[] shuffled(int size, long seed, int epoch) {
    int[] order = new int[size];
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + epoch);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * All of {@code order} in batches in which relatives stand together, up to {@code together} of
   * them: a batch is then made of small families.
   *
   * @param kin which family an example is of
   */
  static List<int[]> withKin(int[] order, int batchSize, IntUnaryOperator kin, int together) {
    Map<Integer, List<Integer>> open = new HashMap<>();
    List<List<Integer>> families = new ArrayList<>();
    for (int example : order) {
      List<Integer> family = open.get(kin.applyAsInt(example));
      if (family == null || family.size() == together) {
        family = new ArrayList<>();
        open.put(kin.applyAsInt(example), family);
        families.add(family);
      }
      family.add(example);
    }
    int[] gathered = families.stream().flatMap(List::stream).mapToInt(i -> i).toArray();
    return cut(gathered, batchSize);
  }

  private static List<int[]> cut(int[] order, int batchSize) {
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batchSize) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize)));
    }
    return batches;
  }
}
