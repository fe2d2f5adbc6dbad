package org.melange.link.score;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs the same work in several threads, the calling one among them. Safe for any number of
 * threads.
 */
public final class Threads {

  private Threads() {}

  /**
   * Runs {@code work} in {@code count} threads, the calling one among them.
   *
   * @return the result of each
   * @throws RuntimeException the failure of one of them, when all have ended
   */
  public static <T> List<T> each(int count, Supplier<T> work) {
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(new FutureTask<>(work::get));
    }
    for (FutureTask<T> task : tasks.subList(1, count)) {
      Thread thread = new Thread(task, "melange-linker");
      thread.setDaemon(true);
      thread.start();
    }
    tasks.get(0).run();
    return results(tasks);
  }

  /**
   * Computes {@code count} results in some threads, with a worker for each thread.
   *
   * @param worker computes the result of a number
   * @return the results in their order
   */
  static <T> List<T> share(int threads, int count, Supplier<IntFunction<T>> worker) {
    AtomicInteger next = new AtomicInteger();
    AtomicReferenceArray<T> results = new AtomicReferenceArray<>(count);
    each(
        Math.max(1, Math.min(threads, count)),
        () -> {
          IntFunction<T> own = worker.get();
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            results.set(i, own.apply(i));
          }
          return null;
        });
    return IntStream.range(0, count).mapToObj(results::get).toList();
  }

  private static <T> List<T> results(List<FutureTask<T>> tasks) {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (FutureTask<T> task : tasks) {
      try {
        results.add(task.get());
      } catch (ExecutionException e) {
        failure = e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = e;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
    return results;
  }
}
