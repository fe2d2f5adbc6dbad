package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Much at a time, never more than allowed, and an end to it. */
class InFlightTest {

  @Test
  void noMoreIsBegunThanThereIsRoomFor() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    InFlight window = new InFlight(5, () -> false);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      window.begin(
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            CompletableFuture<Void> work =
                CompletableFuture.runAsync(
                    now::decrementAndGet,
                    CompletableFuture.delayedExecutor(
                        1, java.util.concurrent.TimeUnit.MILLISECONDS));
            all.add(work);
            return work;
          });
    }
    window.finish();
    assertThat(all).hasSize(200).allMatch(CompletableFuture::isDone);
    assertThat(most.get()).isBetween(2, 5);
  }

  @Test
  void theFirstFailureEndsIt() {
    InFlight window = new InFlight(3, () -> false);
    window.begin(() -> CompletableFuture.failedFuture(new IllegalStateException("disk full")));
    assertThatThrownBy(window::finish).hasStackTraceContaining("disk full");
    assertThatThrownBy(() -> window.begin(() -> new CompletableFuture<>()))
        .hasStackTraceContaining("disk full");
  }

  @Test
  void aTaskThatIsKilledDoesNotWait() {
    InFlight window = new InFlight(1, () -> true);
    assertThatThrownBy(() -> window.begin(() -> new CompletableFuture<>()))
        .hasMessageContaining("killed");
  }
}
