package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A counter lists the names whose sums are large enough, as plain sums have it. */
class OverlapCounterTest {

  private static final int MOST = 10_000;

  private final OverlapCounter counter = new OverlapCounter(MOST);

  @Test
  void countsAreThoseOfAMap() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      int least = 1 + random.nextInt(4);
      int[] names = names(random);
      Map<Integer, Integer> sums = new TreeMap<>();
      IntStream.of(names).forEach(name -> sums.merge(name, 1, Integer::sum));
      sums.values().removeIf(sum -> sum < least);

      counter.count(names, names.length, least);

      assertThat(listed()).isEqualTo(sums);
    }
  }

  @Test
  void sumsOfAmountsAreThoseOfAMap() {
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      int least = 1 + random.nextInt(500);
      int[] names = names(random);
      int middle = names.length / 2;
      Map<Integer, Integer> sums = new TreeMap<>();
      for (int i = 0; i < names.length; i++) {
        sums.merge(names[i], i < middle ? 300 : 100, Integer::sum);
      }
      sums.values().removeIf(sum -> sum < least);

      counter.start(names.length, least);
      counter.add(names, 0, middle, 300);
      counter.add(names, middle, names.length, 100);

      assertThat(listed()).isEqualTo(sums);
    }
  }

  private Map<Integer, Integer> listed() {
    Map<Integer, Integer> listed = new TreeMap<>();
    for (int i = 0; i < counter.size(); i++) {
      listed.put(counter.name(i), counter.amount(i));
    }
    assertThat(listed).hasSize(counter.size());
    return listed;
  }

  /** Names among few or many; some of them have equal lower bits. */
  private static int[] names(Random random) {
    int bound = 1 << 1 + random.nextInt(30);
    int step = random.nextBoolean() ? 1 << 14 : 1;
    return random
        .ints(random.nextInt(MOST + 1), 0, Math.max(1, bound / step))
        .map(name -> name * step)
        .toArray();
  }
}
