package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Objects that the tasks of a JVM share. */
class JvmSingletonsTest {

  @Test
  void createsAnObjectOnce() {
    Object made = JvmSingletons.get("JvmSingletonsTest once", Object::new);

    assertThat(JvmSingletons.get("JvmSingletonsTest once", Object::new)).isSameAs(made);
  }

  @Test
  void createsObjectsFromOtherObjects() {
    for (int i = 0; i < 1000; i++) {
      String key = "JvmSingletonsTest part of " + i;

      assertThat(
              JvmSingletons.get(
                  "JvmSingletonsTest whole " + i, () -> JvmSingletons.get(key, () -> key) + "!"))
          .isEqualTo(key + "!");
    }
  }

  @Test
  void triesAgainAfterAFailure() {
    assertThatThrownBy(
            () ->
                JvmSingletons.get(
                    "JvmSingletonsTest fails",
                    () -> {
                      throw new IllegalStateException("the network is away");
                    }))
        .hasMessage("the network is away");

    assertThat(JvmSingletons.<String>get("JvmSingletonsTest fails", () -> "made"))
        .isEqualTo("made");
  }

  @Test
  void objectsOfAJvmAreCreatedOnceEvenIfTheyNeedEachOther() throws Exception {
    AtomicInteger made = new AtomicInteger();
    String key = "JvmSingletonsTest " + System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> results =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      pool.submit(
                          () ->
                              JvmSingletons.get(
                                  key,
                                  () ->
                                      JvmSingletons.<Integer>get(
                                              key + " part", made::incrementAndGet)
                                          + 10)))
              .toList();
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(11);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(made).hasValue(1);
  }
}
