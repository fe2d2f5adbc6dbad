package org.melange.spark.features;

import java.util.Map;
import java.util.function.Supplier;
import org.melange.run.PartClock;

/**
 * Time that the feature stage spends in this JVM, summed over its tasks: work of threads, and their
 * waiting. Thread-safe.
 */
public final class FeatureMetrics {

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

  private static final PartClock<Part> CLOCK = new PartClock<>(Part.class);

  private FeatureMetrics() {}

  static <T> T time(Part part, Supplier<T> work) {
    return CLOCK.time(part, work);
  }

  /** Starts again from zero. */
  public static void reset() {
    CLOCK.reset();
  }

  /** Seconds of each part so far, summed over threads. */
  public static Map<String, Double> seconds() {
    return CLOCK.seconds();
  }
}
