package org.melange.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a loss, of a batch or the mean over an epoch.
 *
 * @param total the minimized value
 * @param parts its summands by name, in a fixed order
 */
public record LossValues(double total, Map<String, Double> parts) {

  /** Keeps the order of the parts. */
  public LossValues {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Whether the loss is finite, so that a step can be taken. */
  boolean isFinite() {
    return Double.isFinite(total);
  }

  /** The mean over the examples of an epoch. Not thread-safe. */
  static final class Mean {
    private double total;
    private final Map<String, Double> parts = new LinkedHashMap<>();
    private long examples;

    /** Adds the loss of a batch of {@code size} examples. */
    void add(LossValues batch, int size) {
      total += batch.total * size;
      batch.parts.forEach((name, part) -> parts.merge(name, part * size, Double::sum));
      examples += size;
    }

    /** The number of examples added. */
    long examples() {
      return examples;
    }

    LossValues values() {
      Map<String, Double> means = new LinkedHashMap<>();
      parts.forEach((name, sum) -> means.put(name, sum / examples));
      return new LossValues(total / examples, means);
    }
  }
}
