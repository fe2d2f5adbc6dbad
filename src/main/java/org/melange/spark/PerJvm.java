package org.melange.spark;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Things that are made once in an executor's JVM and shared by all its tasks: models, name indexes.
 * They live as long as the JVM. Thread-safe; one thread makes a thing while others that want it
 * wait.
 */
final class PerJvm {

  private static final ConcurrentMap<String, Thing> THINGS = new ConcurrentHashMap<>();

  private PerJvm() {}

  /**
   * The thing called {@code key}, which must name its content exactly (a version, not only a path).
   */
  @SuppressWarnings("unchecked")
  static <T> T get(String key, Supplier<T> maker) {
    // Not made inside the map: making one thing may ask for another.
    return (T) THINGS.computeIfAbsent(key, ignored -> new Thing()).get(maker);
  }

  private static final class Thing {
    private Object made;

    private synchronized Object get(Supplier<?> maker) {
      if (made == null) {
        made = maker.get();
      }
      return made;
    }
  }
}
