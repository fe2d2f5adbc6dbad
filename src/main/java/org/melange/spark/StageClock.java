package org.melange.spark;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Where the time of the feature stage goes in this JVM, summed over its tasks: what threads did,
 * and what they waited for. Thread-safe.
 */
public final class StageClock {

  /** What takes time. */
  public enum Part {
    /** Reading image files, on the fetching threads. */
    FETCH,
    /** Decoding and resizing, on the same. */
    DECODE,
    /** The model at work. */
    MODEL,
    /** Tasks putting the next batch together: reading rows, waiting for images. */
    WAIT_INPUT,
    /** Tasks waiting for the model. */
    WAIT_MODEL
  }

  private static final Map<Part, LongAdder> NANOS = new EnumMap<>(Part.class);

  static {
    for (Part part : Part.values()) {
      NANOS.put(part, new LongAdder());
    }
  }

  private StageClock() {}

  static <T> T time(Part part, Supplier<T> work) {
    long from = System.nanoTime();
    try {
      return work.get();
    } finally {
      NANOS.get(part).add(System.nanoTime() - from);
    }
  }

  /** Starts again from zero. */
  public static void reset() {
    NANOS.values().forEach(LongAdder::reset);
  }

  /** Seconds of each part so far, summed over threads. */
  public static Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    NANOS.forEach(
        (part, nanos) ->
            seconds.put(part.name().toLowerCase(Locale.ROOT), Math.round(nanos.sum() / 1e6) / 1e3));
    return seconds;
  }
}
