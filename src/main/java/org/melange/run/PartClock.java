package org.melange.run;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Measures the time of the parts of some work, summed over threads. Thread-safe.
 *
 * @param <P> the parts
 */
public final class PartClock<P extends Enum<P>> {

  private final Map<P, LongAdder> nanos;

  /** A clock at zero for all constants of {@code parts}. */
  public PartClock(Class<P> parts) {
    nanos = new EnumMap<>(parts);
    for (P part : parts.getEnumConstants()) {
      nanos.put(part, new LongAdder());
    }
  }

  /** Runs {@code work} and adds its time to {@code part}, even if it fails. */
  public <T> T time(P part, Supplier<T> work) {
    long from = System.nanoTime();
    try {
      return work.get();
    } finally {
      nanos.get(part).add(System.nanoTime() - from);
    }
  }

  /** Sets all times to zero. */
  public void reset() {
    nanos.values().forEach(LongAdder::reset);
  }

  /** Seconds of each part so far, to the millisecond, by its name in lower case. */
  public Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach(
        (part, sum) ->
            seconds.put(part.name().toLowerCase(Locale.ROOT), Math.round(sum.sum() / 1e6) / 1e3));
    return seconds;
  }
}
