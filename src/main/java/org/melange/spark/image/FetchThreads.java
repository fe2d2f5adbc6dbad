package org.melange.spark.image;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.melange.spark.io.JvmSingletons;

/** The threads of an executor that fetch and decode images for all its tasks. */
public final class FetchThreads {

  private FetchThreads() {}

  /** The number of threads; 0 means twice the number of cores, at least 8. */
  public static int count(int threads) {
    return threads > 0 ? threads : Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
  }

  /** The shared pool of this JVM with {@link #count} threads. */
  public static ExecutorService get(int wanted) {
    int threads = count(wanted);
    return JvmSingletons.get(
        "fetch threads " + threads,
        () -> Executors.newFixedThreadPool(threads, daemons("melange-fetch")));
  }

  /** Creates daemon threads. */
  public static ThreadFactory daemons(String name) {
    AtomicInteger created = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + created.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
