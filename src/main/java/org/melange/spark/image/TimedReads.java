package org.melange.spark.image;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.melange.spark.io.JvmSingletons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files with a time limit, each on its own thread. A thread that blocks, for example on a
 * network file system that does not respond, cannot be ended: the caller continues without it, and
 * it keeps its permit until the read returns. If too many threads block, further reads wait for a
 * permit until the time limit. Thread-safe.
 */
public final class TimedReads {

  private static final Logger LOG = LoggerFactory.getLogger(TimedReads.class);

  /** Threads that may block before others have to wait. */
  private static final int MAX_BLOCKED = 64;

  private final Semaphore permits;
  private final Duration limit;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(FetchThreads.daemons("melange-read"));

  /**
   * Creates the limits.
   *
   * @param permits the most threads, including blocked ones
   * @param limit of one read
   */
  public TimedReads(int permits, Duration limit) {
    this.permits = new Semaphore(permits);
    this.limit = limit;
  }

  /** The shared instance of this JVM for {@code callers} reading threads. */
  public static TimedReads shared(int callers, Duration limit) {
    return JvmSingletons.get(
        "timed reads " + callers + " " + limit, () -> new TimedReads(callers + MAX_BLOCKED, limit));
  }

  /** The time limit of one read. */
  public Duration limit() {
    return limit;
  }

  /**
   * Runs {@code read}.
   *
   * @throws TimeoutException if it does not return in time, or no permit is released in time
   * @throws ExecutionException with the exception of {@code read}
   */
  public <T> T call(Callable<T> read) throws TimeoutException, ExecutionException {
    try {
      if (!permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("all threads that read image files are blocked");
      }
      FutureTask<T> task = new FutureTask<>(read);
      start(task);
      try {
        return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | InterruptedException e) {
        task.cancel(true);
        LOG.warn(
            "A read of an image file did not end within {}; {} permits are left",
            limit,
            permits.availablePermits());
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reading an image file");
    }
  }

  private void start(FutureTask<?> task) {
    boolean started = false;
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              permits.release();
            }
          });
      started = true;
    } finally {
      if (!started) {
        permits.release();
      }
    }
  }
}
