package org.melange.spark.enrich;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Work that goes on elsewhere, at most so much at a time, as seen from a task's thread, which waits
 * here and nowhere else. The first failure ends it. One thread's.
 */
final class InFlightLimiter {

  private static final long LOOK_MILLIS = 100;

  private final int most;
  private final Semaphore room;
  private final BooleanSupplier killed;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Room for work.
   *
   * @param most at a time
   * @param killed whether the task is to end
   */
  InFlightLimiter(int most, BooleanSupplier killed) {
    this.most = most;
    this.room = new Semaphore(most);
    this.killed = killed;
  }

  /** Begins one more, when there is room. */
  void begin(Supplier<CompletableFuture<?>> work) {
    await(1);
    work.get()
        .whenComplete(
            (result, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
              room.release();
            });
  }

  /** Waits until all that was begun has ended. */
  void finish() {
    await(most);
    room.release(most);
  }

  private void await(int permits) {
    try {
      boolean there = false;
      while (!there) {
        there = room.tryAcquire(permits, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (failure.get() != null) {
          throw new IllegalStateException("asking failed", failure.get());
        }
        if (killed.getAsBoolean()) {
          throw new IllegalStateException("the task was killed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking", e);
    }
  }
}
