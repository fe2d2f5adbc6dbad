package org.melange.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Does one thing in several threads. */
final class Threads {

  private Threads() {}

  /**
   * Runs {@code work} in {@code count} threads, the calling one among them.
   *
   * @return what each gave
   * @throws RuntimeException what one of them threw, when all have ended
   */
  static <T> List<T> each(int count, Supplier<T> work) {
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
