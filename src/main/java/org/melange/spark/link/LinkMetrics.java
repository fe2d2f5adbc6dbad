package org.melange.spark.link;

import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.melange.link.score.Linker;

/**
 * Spark accumulators of a stage that scores mentions: time of its tasks, and pairs that bounds
 * pruned. Work that was done twice, after a failure or by speculation, is counted twice.
 *
 * @param before waiting for mentions with their features: reading, candidates, encoding
 * @param rows compiling mentions
 * @param kernel scoring
 * @param after making rows of what was found
 * @param pairs asked for of all entities
 * @param pruned those of them that bounds ruled out
 * @param loads nanoseconds of each JVM that opened the entity table
 */
public record LinkMetrics(
    LongAccumulator before,
    LongAccumulator rows,
    LongAccumulator kernel,
    LongAccumulator after,
    LongAccumulator pairs,
    LongAccumulator pruned,
    CollectionAccumulator<Long> loads)
    implements Serializable {

  static LinkMetrics of(SparkContext spark) {
    return new LinkMetrics(
        spark.longAccumulator("nanoseconds before linking"),
        spark.longAccumulator("nanoseconds compiling mentions"),
        spark.longAccumulator("nanoseconds scoring"),
        spark.longAccumulator("nanoseconds making links"),
        spark.longAccumulator("pairs of mention and entity"),
        spark.longAccumulator("pairs that bounds ruled out"),
        spark.collectionAccumulator("nanoseconds opening the entity table"));
  }

  /** Seconds of all tasks together, and the share of the linking that is not scoring. */
  public Map<String, Object> seconds() {
    Map<String, Object> seconds = new LinkedHashMap<>();
    seconds.put("before", seconds(before.value()));
    seconds.put("mention_rows", seconds(rows.value()));
    seconds.put("kernel", seconds(kernel.value()));
    seconds.put("after", seconds(after.value()));
    long outside = rows.value() + after.value();
    seconds.put("share_outside_kernel", share(outside, outside + kernel.value()));
    return seconds;
  }

  /**
   * Pruned pairs and the cost of opening tables: {@code pruned_share} of all pairs, where every
   * entity was asked about, and {@code table_load_seconds} of the slowest JVM; 0 where all had it
   * open.
   */
  public Map<String, Object> scoring() {
    Map<String, Object> scoring = new LinkedHashMap<>();
    if (pairs.value() > 0) {
      scoring.put("pruned_share", share(pruned.value(), pairs.value()));
    }
    long slowest = loads.value().stream().mapToLong(Long::longValue).max().orElse(0);
    scoring.put("table_load_seconds", seconds(slowest));
    return scoring;
  }

  /** Adds the counts of {@code linker}, which must not be used afterwards. */
  void count(Linker linker) {
    pairs.add(linker.pairs());
    pruned.add(linker.pruned());
  }

  static <T> T timed(LongAccumulator time, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      time.add(System.nanoTime() - start);
    }
  }

  /** {@code source}, with the time that its elements take. */
  <T> Iterator<T> before(Iterator<T> source) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return timed(before, source::hasNext);
      }

      @Override
      public T next() {
        return timed(before, source::next);
      }
    };
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : Math.round(1e4 * part / all) / 1e4;
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / 1e6) / 1e3;
  }
}
