package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work in several threads at once, and what becomes of it when one of them fails. */
class ThreadsTest {

  @Test
  void allThreadsWorkAtOnceAndEachResultIsThere() {
    CountDownLatch together = new CountDownLatch(3);
    assertThat(
            Threads.each(
                3,
                () -> {
                  together.countDown();
                  await(together); // would not return if one came after the other
                  return Thread.currentThread().getId();
                }))
        .hasSize(3)
        .doesNotHaveDuplicates()
        .contains(Thread.currentThread().getId());
  }

  @Test
  void oneThreadIsTheOneThatAsks() {
    assertThat(Threads.each(1, Thread::currentThread)).containsExactly(Thread.currentThread());
  }

  @Test
  void aFailureIsPassedOnAsItIsWhenAllHaveEnded() {
    for (Throwable failure :
        new Throwable[] {new IllegalArgumentException("NaN"), new OutOfMemoryError("heap")}) {
      AtomicInteger ended = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  Threads.each(
                      4,
                      () -> {
                        if (ended.incrementAndGet() == 2) {
                          throw unchecked(failure);
                        }
                        return 1;
                      }))
          .isSameAs(failure);
      assertThat(ended).hasValue(4);
    }
  }

  @Test
  void whoIsInterruptedIsToldAndStaysInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    Thread asking = Thread.currentThread();
    try {
      assertThatThrownBy(
              () ->
                  Threads.each(
                      2,
                      () -> {
                        if (Thread.currentThread() == asking) {
                          asking.interrupt();
                        } else {
                          await(never);
                        }
                        return 1;
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(asking.isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
      never.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An error leaves at once. */
  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
