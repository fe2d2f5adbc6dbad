package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {

  @Test
  void eachExampleComesOnceAndTheLastBatchHoldsWhatIsLeft() {
    List<int[]> batches = EpochSampler.of(21, 8, 43, 1);
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
  void groupMembersAreAdjacentUpToALimit() {
    int[] order = EpochSampler.shuffled(64, 43, 1);
    List<int[]> batches = EpochSampler.grouped(order, 16, i -> i % 2, 4);
    assertThat(flat(batches).sorted().boxed()).hasSize(64).doesNotHaveDuplicates();
    for (int[] batch : batches) {
      for (int from = 0; from < batch.length; from += 4) {
        int[] family = Arrays.copyOfRange(batch, from, from + 4);
        assertThat(Arrays.stream(family).map(i -> i % 2).distinct().count()).isOne();
      }
    }
    assertThat(flat(batches).map(i -> i % 2).limit(16).sum()).isBetween(1, 15);
    assertThat(EpochSampler.grouped(order, 16, i -> i, 4)).hasSize(4);
  }

  @Test
  void groupsAreFullOrTheLastOfTheirKind() {
    for (int together : new int[] {1, 3, 8}) {
      int[] order = EpochSampler.shuffled(101, 43, together);
      List<Integer> all =
          flat(EpochSampler.grouped(order, 1000, i -> i % 5, together)).boxed().toList();
      assertThat(all).hasSize(101).doesNotHaveDuplicates();
      int[] small = new int[5];
      for (int from = 0; from < all.size(); ) {
        int to = from;
        while (to < all.size() && to < from + together && all.get(to) % 5 == all.get(from) % 5) {
          to++;
        }
        small[all.get(from) % 5] += to - from < together ? 1 : 0;
        from = to;
      }
      assertThat(Arrays.stream(small).max().getAsInt()).as("%d together", together).isLessThan(2);
    }
  }

  @Test
  void withoutGroupsTheOrderStays() {
    int[] order = EpochSampler.shuffled(20, 43, 1);
    assertThat(flat(EpochSampler.grouped(order, 6, i -> 0, 8)).toArray()).isEqualTo(order);
    assertThat(flat(EpochSampler.grouped(order, 6, i -> i, 8)).toArray()).isEqualTo(order);
  }

  @Test
  void thereMayBeNothingOrLessThanABatch() {
    assertThat(EpochSampler.of(0, 8, 43, 1)).isEmpty();
    assertThat(EpochSampler.of(1, 8, 43, 1)).containsExactly(new int[] {0});
    assertThat(EpochSampler.of(8, 8, 43, 1)).hasSize(1);
    assertThat(EpochSampler.grouped(new int[0], 8, i -> i, 2)).isEmpty();
  }

  @Test
  void everyExampleMayComeFirst() {
    int[] first = new int[4];
    for (int epoch = 1; epoch <= 400; epoch++) {
      first[EpochSampler.shuffled(4, 43, epoch)[0]]++;
    }
    // 100 ± 4 standard deviations
    assertThat(Arrays.stream(first).boxed()).allMatch(count -> count > 65 && count < 135);
  }

  private static List<Integer> order(long seed, int epoch) {
    return flat(EpochSampler.of(40, 8, seed, epoch)).boxed().toList();
  }

  private static IntStream flat(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream);
  }
}
