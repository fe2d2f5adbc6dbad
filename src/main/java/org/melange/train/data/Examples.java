package org.melange.train.data;

/**
 * Training examples that can be fetched by number, in memory or on disk. Read by one thread at a
 * time, each example once an epoch.
 *
 * @param <E> an example
 */
public interface Examples<E> {

  /** How many there are. */
  int size();

  /**
   * Example {@code i}.
   *
   * @param i from 0 to {@link #size()} − 1
   */
  E get(int i);

  /**
   * What example {@code i} speaks of: two examples of the same are no wrong answers to each other.
   * Its {@link #id} unless overridden.
   */
  default String meant(int i) {
    return id(i);
  }

  /** What example {@code i} is called in a report of a failure; its number unless overridden. */
  default String id(int i) {
    return Integer.toString(i);
  }
}
