package org.melange.spark.row;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Maps an iterator batch by batch, lazily: at most one batch and its results are in memory. Not
 * thread-safe.
 *
 * @param <A> an element of the source
 * @param <B> a result; a batch may have any number of them
 */
public final class BatchingIterator<A, B> implements Iterator<B> {

  private final Iterator<A> source;
  private final int size;
  private final Function<List<A>, Iterable<B>> function;
  private Iterator<B> ready = List.<B>of().iterator();

  public BatchingIterator(Iterator<A> source, int size, Function<List<A>, Iterable<B>> function) {
    this.source = source;
    this.size = size;
    this.function = function;
  }

  /** One result for each element, lazily. */
  public static <A, B> Iterator<B> map(Iterator<A> source, Function<A, B> function) {
    return flatMap(source, element -> List.of(function.apply(element)));
  }

  /** Any number of results for each element, lazily. */
  public static <A, B> Iterator<B> flatMap(Iterator<A> source, Function<A, Iterable<B>> function) {
    return new BatchingIterator<>(source, 1, batch -> function.apply(batch.get(0)));
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && source.hasNext()) {
      List<A> batch = new ArrayList<>(size);
      while (batch.size() < size && source.hasNext()) {
        batch.add(source.next());
      }
      ready = function.apply(batch).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
