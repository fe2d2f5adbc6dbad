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

  private static List<Integer> order(long seed, int epoch) {
    return flat(BatchOrder.of(40, 8, seed, epoch)).boxed().toList();
  }

  private static IntStream flat(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream);
  }
}
