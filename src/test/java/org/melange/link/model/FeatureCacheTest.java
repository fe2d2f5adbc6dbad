package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.clip.engine.ClipOutput;

/** Contents are computed once, cached by bytes, and shared while in flight. */
class FeatureCacheTest {

  private static final long BYTES = output("x").bytes();

  @Test
  void eachContentIsComputedOnce() {
    FeatureCache cache = new FeatureCache(10 * BYTES);
    List<String> asked = new ArrayList<>();
    assertThat(values(cache, asked, "a", "b", "a")).containsExactly(97f, 98f, 97f);
    assertThat(values(cache, asked, "c", "b")).containsExactly(99f, 98f);
    assertThat(asked).containsExactly("a", "b", "c");
    assertThat(cache.computed()).isEqualTo(3);
    assertThat(cache.saved()).isEqualTo(2);
  }

  @Test
  void onePassOverManyContentsDoesNotEvictTheOneThatIsAskedForOften() {
    FeatureCache cache = new FeatureCache(100 * BYTES);
    List<String> asked = new ArrayList<>();
    List<String> others = IntStream.range(0, 1200).mapToObj(i -> "content " + i).toList();
    for (int i = 0; i < others.size(); i++) {
      values(cache, asked, others.get(i));
      if (i < 200 && i % 5 == 0) {
        values(cache, asked, "a");
      }
    }
    assertThat(cache.find("a")).isPresent();
    assertThat(others.stream().filter(key -> cache.find(key).isPresent()).count())
        .isBetween(50L, 99L);
    assertThat(cache.computed()).isEqualTo(1201);
    assertThat(cache.saved()).isEqualTo(39);
  }

  @Test
  void missingContentsAreComputedInTheOrderOfTheirKeys() {
    FeatureCache cache = new FeatureCache(1000 * BYTES);
    List<String> keys = IntStream.range(0, 40).mapToObj(i -> "k" + (i * 7 % 40)).toList();
    List<String> asked = new ArrayList<>();
    values(cache, asked, "k3", "k39");
    values(cache, asked, keys.toArray(String[]::new));
    List<String> missing = new ArrayList<>(keys);
    missing.removeAll(List.of("k3", "k39"));
    assertThat(asked.subList(2, asked.size())).isEqualTo(missing);
  }

  @Test
  void contentsLargerThanTheCacheAreNotCached() {
    FeatureCache cache = new FeatureCache(BYTES - 1);
    List<String> asked = new ArrayList<>();
    values(cache, asked, "a");
    values(cache, asked, "a");
    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void withoutRoomNothingIsCachedButABatchStillComputesOnce() {
    FeatureCache cache = new FeatureCache(0);
    List<String> asked = new ArrayList<>();
    assertThat(values(cache, asked, "a", "a")).containsExactly(97f, 97f);
    assertThat(cache.find("a")).isEmpty();
    assertThat(asked).containsExactly("a");
  }

  @Test
  void tasksShareWhatIsInFlight() throws Exception {
    FeatureCache cache = new FeatureCache(1000 * BYTES);
    AtomicInteger computed = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<ClipOutput>>> results = new ArrayList<>();
      for (int t = 0; t < 32; t++) {
        List<String> keys = List.of("k" + t % 8, "k" + (t + 3) % 8, "k" + (t + 5) % 8);
        results.add(
            pool.submit(
                () ->
                    cache.get(
                        keys,
                        places -> {
                          computed.addAndGet(places.size());
                          return places.stream().map(i -> output(keys.get(i))).toList();
                        })));
      }
      for (Future<List<ClipOutput>> result : results) {
        assertThat(result.get()).hasSize(3);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(computed).hasValue(8);
  }

  @Test
  void whoWaitedForAFailureComputesItself() throws Exception {
    FeatureCache cache = new FeatureCache(10 * BYTES);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<?> first =
          pool.submit(
              () ->
                  cache.get(
                      List.of("a"),
                      places -> {
                        begun.countDown();
                        await(fail);
                        throw new IllegalStateException("killed");
                      }));
      begun.await();
      Future<List<ClipOutput>> second =
          pool.submit(() -> cache.get(List.of("a"), places -> List.of(output("a"))));
      fail.countDown();
      assertThat(second.get().get(0).pooled()).containsExactly(97f);
      assertThatThrownBy(first::get).hasMessageContaining("killed");
      assertThat(cache.get(List.of("a"), places -> List.of(output("a")))).hasSize(1);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Float> values(FeatureCache cache, List<String> asked, String... keys) {
    return cache
        .get(
            List.of(keys),
            places -> {
              places.forEach(i -> asked.add(keys[i]));
              return places.stream().map(i -> output(keys[i])).toList();
            })
        .stream()
        .map(o -> o.pooled()[0])
        .toList();
  }

  private static ClipOutput output(String key) {
    return new ClipOutput(new float[] {key.charAt(key.length() - 1)}, new float[10]);
  }
}
