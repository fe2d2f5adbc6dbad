package org.melange.clip;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Where an engine's time goes. A GPU works while the thread that asked goes on, and is waited for
 * when its answer is copied: there {@link Part#MODEL} is the time to queue the work, and {@link
 * Part#OUT} holds the time of the device. Thread-safe.
 */
final class EngineClock {

  /** The way of a batch. */
  enum Part {
    /** From the Java heap to the device. */
    IN,
    /** Through the model. */
    MODEL,
    /** Back to the Java heap. */
    OUT
  }

  private final Map<Part, LongAdder> nanos = new EnumMap<>(Part.class);

  EngineClock() {
    for (Part part : Part.values()) {
      nanos.put(part, new LongAdder());
    }
  }

  <T> T time(Part part, Supplier<T> work) {
    long from = System.nanoTime();
    try {
      return work.get();
    } finally {
      nanos.get(part).add(System.nanoTime() - from);
    }
  }

  void reset() {
    nanos.values().forEach(LongAdder::reset);
  }

  /** Seconds of each part since the last reset, summed over threads. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach(
        (part, sum) ->
            seconds.put(part.name().toLowerCase(Locale.ROOT), Math.round(sum.sum() / 1e6) / 1e3));
    return seconds;
  }
}
