package org.melange.spark.row;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.TaskContext;

/**
 * Maps an iterator on other threads, some elements ahead of whoever takes the results, in order.
 * The source is read by the thread that asks, for Spark's rows know only their task's. A failure
 * comes out where its result would have. One thread's.
 *
 * @param <A> what goes in
 * @param <B> what comes out, one for each
 */
public final class PrefetchingIterator<A, B> implements Iterator<B>, AutoCloseable {

  private final Iterator<A> source;
  private final int window;
  private final Function<A, Future<B>> submit;
  private final Deque<Future<B>> underWay = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param window most elements under way at once, at least 1
   * @param submit starts the work on an element
   */
  public PrefetchingIterator(Iterator<A> source, int window, Function<A, Future<B>> submit) {
    this.source = source;
    this.window = window;
    this.submit = submit;
  }

  /** Closes {@code resource} when this thread's task ends, however it does. */
  public static void closeWithTask(AutoCloseable resource) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          context -> {
            try {
              resource.close();
            } catch (Exception e) {
              throw new IllegalStateException("closing what a task had under way", e);
            }
          });
    }
  }

  @Override
  public boolean hasNext() {
    fill();
    return !underWay.isEmpty();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return await(underWay.poll());
  }

  private void fill() {
    while (!closed && underWay.size() < window && source.hasNext()) {
      underWay.add(submit.apply(source.next()));
    }
  }

  private static <B> B await(Future<B> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for work under way");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Gives up what is under way; nothing more comes out. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(future -> future.cancel(true));
    underWay.clear();
  }
}
