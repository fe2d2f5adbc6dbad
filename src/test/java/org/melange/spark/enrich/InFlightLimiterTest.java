package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Asynchronous operations with a limit. */
class InFlightLimiterTest {

  @Test
  void theNumberInFlightIsLimited() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    InFlightLimiter window = new InFlightLimiter(5, () -> false);
    BlockingQueue<CompletableFuture<Void>> begun = new LinkedBlockingQueue<>();
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 200; i++) {
                window.start(
                    () -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      CompletableFuture<Void> work = new CompletableFuture<>();
                      begun.add(work);
                      return work;
                    });
              }
              window.finish();
            },
            task -> new Thread(task, "task").start());
    // Nothing is completed before five are in flight, so the limit is reached, however slow they
    // are.
    Deque<CompletableFuture<Void>> open = new ArrayDeque<>();
    for (int i = 0; i < 200; i++) {
      open.add(begun.take());
      if (open.size() == 5) {
        now.decrementAndGet();
        open.remove().complete(null);
      }
    }
    assertThat(done).isNotDone();
    open.forEach(work -> work.complete(null));
    done.get(60, TimeUnit.SECONDS);
    assertThat(most).hasValue(5);
  }

  @Test
  void theFirstFailureIsRethrown() {
    InFlightLimiter window = new InFlightLimiter(3, () -> false);
    window.start(() -> CompletableFuture.failedFuture(new IllegalStateException("disk full")));
    assertThatThrownBy(window::finish).hasStackTraceContaining("disk full");
    assertThatThrownBy(() -> window.start(() -> new CompletableFuture<>()))
        .hasStackTraceContaining("disk full");
  }

  @Test
  void aKilledTaskDoesNotWait() {
    InFlightLimiter window = new InFlightLimiter(1, () -> true);
    assertThatThrownBy(() -> window.start(() -> new CompletableFuture<>()))
        .hasMessageContaining("killed");
  }
}
