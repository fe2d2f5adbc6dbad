package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AllocationTest {

  @Test
  void strataGetTheSameAsFarAsTheyReach() {
    assertThat(Allocation.equal(Map.of("a", 1L, "b", 100L, "c", 100L), 11))
        .isEqualTo(Map.of("a", 1L, "b", 5L, "c", 5L));
  }

  @Test
  void tiesGoToTheFirstName() {
    assertThat(Allocation.equal(Map.of("b", 9L, "a", 9L), 3)).isEqualTo(Map.of("a", 2L, "b", 1L));
  }

  @Test
  void theSquareRootFavorsLargeStrataLessThanTheirSize() {
    assertThat(Allocation.bySquareRoot(Map.of("large", 10_000L, "small", 100L), 110))
        .isEqualTo(Map.of("large", 100L, "small", 10L));
    assertThat(Allocation.bySquareRoot(Map.of("huge", 1_000_000L, "tiny", 1L), 5))
        .isEqualTo(Map.of("huge", 4L, "tiny", 1L));
  }

  @Test
  void everythingIsTakenWhereThereIsLess() {
    assertThat(Allocation.equal(Map.of("a", 2L, "b", 3L), 100)).isEqualTo(Map.of("a", 2L, "b", 3L));
    assertThat(Allocation.equal(Map.of("a", 0L), 3)).isEqualTo(Map.of("a", 0L));
    assertThat(Allocation.equal(Map.of(), 3)).isEmpty();
  }

  @Test
  void noStratumGetsMoreThanItHasAndNothingIsLost() {
    Random random = new Random(43);
    for (int trial = 0; trial < 200; trial++) {
      Map<String, Long> sizes = new HashMap<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        sizes.put("s" + i, (long) random.nextInt(60));
      }
      long total = random.nextInt(200);
      long all = sizes.values().stream().mapToLong(Long::longValue).sum();
      for (Map<String, Long> taken :
          java.util.List.of(
              Allocation.equal(sizes, total), Allocation.bySquareRoot(sizes, total))) {
        assertThat(taken.values().stream().mapToLong(Long::longValue).sum())
            .isEqualTo(Math.min(total, all));
        assertThat(taken).allSatisfy((s, n) -> assertThat(n).isLessThanOrEqualTo(sizes.get(s)));
        assertThat(new TreeMap<>(sizes).keySet()).isEqualTo(taken.keySet());
      }
    }
  }

  @Test
  void groupsOfASampleGetTheSameAndTheirImageStatusesToo() {
    Map<String, Long> quotas =
        SampleStrata.quotas(
            Map.of("plain/ok", 900L, "plain/none", 90L, "nil/ok", 50L, "nil/broken", 1L), 20);
    assertThat(quotas)
        .isEqualTo(Map.of("plain/ok", 5L, "plain/none", 5L, "nil/ok", 9L, "nil/broken", 1L));
  }
}
