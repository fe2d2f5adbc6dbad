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
 * Runs reads of files with a time limit, each on a thread of its own. A thread that is stuck, as on
 * a network file system that does not answer, cannot be ended from outside: the caller goes on
 * without it, and it keeps its place until the read returns. When too many are stuck, further reads
 * wait for a place, at most as long as the limit. Thread-safe.
 */
public final class TimedReads {

  private static final Logger LOG = LoggerFactory.getLogger(TimedReads.class);

  /** Threads that may be stuck before others wait for them. */
  private static final int MOST_STUCK = 64;

  private final Semaphore places;
  private final Duration limit;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(FetchThreads.daemons("melange-read"));

  /**
   * @param places most threads, stuck ones included
   * @param limit for one read
   */
  public TimedReads(int places, Duration limit) {
    this.places = new Semaphore(places);
    this.limit = limit;
  }

  /** Those of this JVM for {@code callers} threads that read. */
  public static TimedReads shared(int callers, Duration limit) {
    return JvmSingletons.get(
        "timed reads " + callers + " " + limit, () -> new TimedReads(callers + MOST_STUCK, limit));
  }

  /** The time limit of one read. */
  public Duration limit() {
    return limit;
  }

  /**
   * Runs {@code read}.
   *
   * @throws TimeoutException if it does not return in time, or no thread becomes free in time
   * @throws ExecutionException with what it threw
   */
  public <T> T call(Callable<T> read) throws TimeoutException, ExecutionException {
    try {
      if (!places.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("all threads that read image files are stuck");
      }
      FutureTask<T> task = new FutureTask<>(read);
      start(task);
      try {
        return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | InterruptedException e) {
        task.cancel(true);
        LOG.warn(
            "A read of an image file did not end within {}; {} further threads may get stuck",
            limit,
            places.availablePermits());
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
              places.release();
            }
          });
      started = true;
    } finally {
      if (!started) {
        places.release();
      }
    }
  }
}
