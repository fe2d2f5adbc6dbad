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
 * Maps an iterator on other threads and keeps some elements in flight ahead of the consumer.
 * Results come in the order of the source. The consumer's thread reads the source, because Spark's
 * rows depend on the thread of their task. A failure is thrown where its result would be returned.
 * Not thread-safe.
 *
 * @param <A> what goes in
 * @param <B> what comes out, one for each
 */
public final class PrefetchingIterator<A, B> implements Iterator<B>, AutoCloseable {

  private final Iterator<A> source;
  private final int window;
  private final Function<A, Future<B>> submit;
  private final Deque<Future<B>> inFlight = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param window the most elements in flight at once, at least 1
   * @param submit starts the work on an element
   */
  public PrefetchingIterator(Iterator<A> source, int window, Function<A, Future<B>> submit) {
    this.source = source;
    this.window = window;
    this.submit = submit;
  }

  /** Closes {@code resource} when this thread's task ends, even if it fails. */
  public static void closeWithTask(AutoCloseable resource) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          context -> {
            try {
              resource.close();
            } catch (Exception e) {
              throw new IllegalStateException("closing the work that a task had in flight", e);
            }
          });
    }
  }

  @Override
  public boolean hasNext() {
    fill();
    return !inFlight.isEmpty();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return await(inFlight.poll());
  }

  private void fill() {
    while (!closed && inFlight.size() < window && source.hasNext()) {
      inFlight.add(submit.apply(source.next()));
    }
  }

  private static <B> B await(Future<B> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for work in flight");
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

  /** Cancels the work in flight; the iterator ends. */
  @Override
  public void close() {
    closed = true;
    inFlight.forEach(future -> future.cancel(true));
    inFlight.clear();
  }
}
