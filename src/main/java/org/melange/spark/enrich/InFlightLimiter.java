package org.melange.spark.enrich;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Limits the asynchronous operations in flight. The thread of the task blocks here until another
 * operation may start. The first failure ends it. For use by one thread.
 */
final class InFlightLimiter {

  private static final long CHECK_MILLIS = 100;

  private final int max;
  private final Semaphore permits;
  private final BooleanSupplier killed;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Limits operations.
   *
   * @param max operations in flight
   * @param killed whether the task was killed
   */
  InFlightLimiter(int max, BooleanSupplier killed) {
    this.max = max;
    this.permits = new Semaphore(max);
    this.killed = killed;
  }

  /** Starts an operation, once fewer than the maximum are in flight. */
  void start(Supplier<CompletableFuture<?>> work) {
    await(1);
    work.get()
        .whenComplete(
            (result, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
              permits.release();
            });
  }

  /** Waits until all operations have ended. */
  void finish() {
    await(max);
    permits.release(max);
  }

  private void await(int count) {
    try {
      boolean acquired = false;
      while (!acquired) {
        acquired = permits.tryAcquire(count, CHECK_MILLIS, TimeUnit.MILLISECONDS);
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
