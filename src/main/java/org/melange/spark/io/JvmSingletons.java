package org.melange.spark.io;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Things that are made once in an executor's JVM and shared by all its tasks: models, name indexes.
 * They live as long as the JVM. Thread-safe; one thread makes a thing while others that want it
 * wait.
 */
public final class JvmSingletons {

  private static final ConcurrentMap<String, Thing<?>> THINGS = new ConcurrentHashMap<>();

  private JvmSingletons() {}

  /**
   * The thing called {@code key}, which must name its content exactly (a version, not only a path).
   */
  @SuppressWarnings("unchecked")
  public static <T> T get(String key, Supplier<T> maker) {
    return ((Thing<T>) THINGS.computeIfAbsent(key, ignored -> new Thing<T>())).get(maker);
  }

  /**
   * A place for a thing. The map is not held while it is made, so that its making may ask for
   * others; after a failure the next one tries again.
   */
  private static final class Thing<T> {
    private T made;

    synchronized T get(Supplier<T> maker) {
      if (made == null) {
        made = maker.get();
      }
      return made;
    }
  }
}
