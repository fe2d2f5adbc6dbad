package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

  @Test
  void eachExampleComesOnceAndTheLastBatchHoldsWhatIsLeft() {
    List<int[]> batches = BatchOrder.of(21, 8, 43, 1);
    assertThat(batches).extracting(batch -> batch.length).containsExactly(8, 8, 5);
    assertThat(flat(batches).sorted())
        .containsExactly(IntStream.range(0, 21).boxed().toArray(Integer[]::new));
  }

  @Test
  void theOrderFollowsFromSeedAndEpoch() {
    assertThat(order(43, 1)).isEqualTo(order(43, 1));
    assertThat(order(43, 1)).isNotEqualTo(order(43, 2)).isNotEqualTo(order(44, 1));
  }

  @Test
  void relativesStandTogetherButNotAllOfThem() {
    int[] order = BatchOrder.shuffled(64, 43, 1);
    List<int[]> batches = BatchOrder.withKin(order, 16, i -> i % 2, 4);
    assertThat(flat(batches).sorted().boxed()).hasSize(64).doesNotHaveDuplicates();
    for (int[] batch : batches) {
      for (int from = 0; from < batch.length; from += 4) {
        int[] family = Arrays.copyOfRange(batch, from, from + 4);
        assertThat(Arrays.stream(family).map(i -> i % 2).distinct().count()).isOne();
      }
    }
    assertThat(flat(batches).map(i -> i % 2).limit(16).sum()).isBetween(1, 15);
    assertThat(BatchOrder.withKin(order, 16, i -> i, 4)).hasSize(4);
  }

  private static List<Integer> order(long seed, int epoch) {
    return flat(BatchOrder.of(40, 8, seed, epoch)).boxed().toList();
  }

  private static IntStream flat(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream);
  }
}
