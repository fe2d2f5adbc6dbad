package org.melange.spark.image;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.melange.spark.io.JvmSingletons;

/** The threads of an executor that fetch and decode images for all its tasks. */
public final class FetchThreads {

  private FetchThreads() {}

  /** How many threads {@code wanted} means; 0: twice the cores, at least 8. */
  public static int count(int wanted) {
    return wanted > 0 ? wanted : Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
  }

  /** The pool of this JVM with {@code wanted} threads, as {@link #count} has it. */
  public static ExecutorService get(int wanted) {
    int threads = count(wanted);
    return JvmSingletons.get(
        "fetch threads " + threads,
        () -> Executors.newFixedThreadPool(threads, daemons("melange-fetch")));
  }

  /** Makes threads that do not keep a JVM alive. */
  public static ThreadFactory daemons(String name) {
    AtomicInteger made = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
