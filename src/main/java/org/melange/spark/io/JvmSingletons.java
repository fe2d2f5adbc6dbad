package org.melange.spark.io;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Objects that are created once per JVM and shared by all its tasks, such as models and name
 * indexes. They live as long as the JVM. Thread-safe: one thread creates an object while the others
 * that need it wait.
 */
public final class JvmSingletons {

  private static final ConcurrentMap<String, Holder<?>> HOLDERS = new ConcurrentHashMap<>();

  private JvmSingletons() {}

  /**
   * The object {@code key}. The key must identify the content exactly: by a version, not only a
   * path.
   */
  @SuppressWarnings("unchecked")
  public static <T> T get(String key, Supplier<T> factory) {
    return ((Holder<T>) HOLDERS.computeIfAbsent(key, ignored -> new Holder<T>())).get(factory);
  }

  /**
   * Holds an object. The map is not locked while the object is created, so that creating it may
   * need others. After a failure, the next caller tries again.
   */
  private static final class Holder<T> {
    private T value;

    synchronized T get(Supplier<T> factory) {
      if (value == null) {
        value = factory.get();
      }
      return value;
    }
  }
}
