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
import org.junit.jupiter.api.Test;
import org.melange.clip.engine.ClipOutput;

class FeatureCacheTest {

  private static final long BYTES = output("x").bytes();

  @Test
  void eachContentIsComputedOnce() {
    FeatureCache memo = new FeatureCache(10 * BYTES);
    List<String> asked = new ArrayList<>();
    assertThat(values(memo, asked, "a", "b", "a")).containsExactly(97f, 98f, 97f);
    assertThat(values(memo, asked, "c", "b")).containsExactly(99f, 98f);
    assertThat(asked).containsExactly("a", "b", "c");
    assertThat(memo.computed()).isEqualTo(3);
    assertThat(memo.saved()).isEqualTo(2);
  }

  @Test
  void whatWasNotAskedForTheLongestIsForgottenFirst() {
    FeatureCache memo = new FeatureCache(2 * BYTES);
    List<String> asked = new ArrayList<>();
    values(memo, asked, "a", "b");
    values(memo, asked, "a");
    values(memo, asked, "c");
    assertThat(memo.find("a")).isPresent();
    assertThat(memo.find("b")).isEmpty();
    assertThat(memo.find("c")).isPresent();
  }

  @Test
  void withoutRoomNothingIsRememberedButABatchStillComputesOnce() {
    FeatureCache memo = new FeatureCache(0);
    List<String> asked = new ArrayList<>();
    assertThat(values(memo, asked, "a", "a")).containsExactly(97f, 97f);
    assertThat(memo.find("a")).isEmpty();
    assertThat(asked).containsExactly("a");
  }

  @Test
  void tasksShareWhatIsUnderWay() throws Exception {
    FeatureCache memo = new FeatureCache(1000 * BYTES);
    AtomicInteger computed = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<ClipOutput>>> results = new ArrayList<>();
      for (int t = 0; t < 32; t++) {
        List<String> keys = List.of("k" + t % 8, "k" + (t + 3) % 8, "k" + (t + 5) % 8);
        results.add(
            pool.submit(
                () ->
                    memo.get(
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
    FeatureCache memo = new FeatureCache(10 * BYTES);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<?> first =
          pool.submit(
              () ->
                  memo.get(
                      List.of("a"),
                      places -> {
                        begun.countDown();
                        await(fail);
                        throw new IllegalStateException("killed");
                      }));
      begun.await();
      Future<List<ClipOutput>> second =
          pool.submit(() -> memo.get(List.of("a"), places -> List.of(output("a"))));
      fail.countDown();
      assertThat(second.get().get(0).pooled()).containsExactly(97f);
      assertThatThrownBy(first::get).hasMessageContaining("killed");
      assertThat(memo.get(List.of("a"), places -> List.of(output("a")))).hasSize(1);
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

  private static List<Float> values(FeatureCache memo, List<String> asked, String... keys) {
    return memo
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
