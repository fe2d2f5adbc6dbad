package org.melange.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * The order of examples in an epoch: a function of seed and epoch, so that a resumed training needs
 * no generator state.
 */
final class EpochSampler {

  private EpochSampler() {}

  /**
   * The indices 0 … {@code size} − 1 in shuffled batches. The last batch has the remainder.
   *
   * @param epoch from 1
   */
  static List<int[]> of(int size, int batchSize, long seed, int epoch) {
    return cut(shuffled(size, seed, epoch), batchSize);
  }

  /** The indices 0 … {@code size} − 1 in the order of an epoch. */
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
   * Splits {@code order} into batches after moving examples of one group next to each other, up to
   * {@code together} of them. So each batch has hard negatives.
   *
   * @param group the group of an example
   */
  static List<int[]> grouped(int[] order, int batchSize, IntUnaryOperator group, int together) {
    Map<Integer, List<Integer>> open = new HashMap<>();
    List<List<Integer>> groups = new ArrayList<>();
    for (int example : order) {
      List<Integer> members = open.get(group.applyAsInt(example));
      if (members == null || members.size() == together) {
        members = new ArrayList<>();
        open.put(group.applyAsInt(example), members);
        groups.add(members);
      }
      members.add(example);
    }
    int[] gathered = groups.stream().flatMap(List::stream).mapToInt(i -> i).toArray();
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
