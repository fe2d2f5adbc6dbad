package org.melange.spark.row;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts how often each of a few values occurs in the tasks of a stage. Work that was done twice,
 * after a failure or by speculation, is counted twice. Thread-safe.
 */
public final class ValueCounts extends AccumulatorV2<String, Map<String, Long>> {

  private static final long serialVersionUID = 1L;

  private final ConcurrentHashMap<String, Long> counts = new ConcurrentHashMap<>();

  @Override
  public boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public ValueCounts copy() {
    ValueCounts copy = new ValueCounts();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public void reset() {
    counts.clear();
  }

  @Override
  public void add(String value) {
    counts.merge(value, 1L, Long::sum);
  }

  @Override
  public void merge(AccumulatorV2<String, Map<String, Long>> other) {
    other.value().forEach((value, count) -> counts.merge(value, count, Long::sum));
  }

  @Override
  public Map<String, Long> value() {
    return new TreeMap<>(counts);
  }
}
