package org.melange.train.data;

/**
 * Training examples by index, in memory or on disk. Read by one thread at a time, each example once
 * per epoch.
 *
 * @param <E> an example
 */
public interface Examples<E> {

  /** The number of examples. */
  int size();

  /**
   * Example {@code i}.
   *
   * @param i from 0 to {@link #size()} − 1
   */
  E get(int i);

  /**
   * Called before an epoch reads the examples: some differ from epoch to epoch.
   *
   * @param epoch from 1
   */
  default void startEpoch(int epoch) {}

  /**
   * The subject of example {@code i}. Two examples with the same subject are not negatives of each
   * other. Its {@link #id} unless overridden.
   */
  default String subject(int i) {
    return id(i);
  }

  /** The name of example {@code i} in error messages; its index unless overridden. */
  default String id(int i) {
    return Integer.toString(i);
  }
}
