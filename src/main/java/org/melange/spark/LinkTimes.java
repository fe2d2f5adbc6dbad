package org.melange.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Where the tasks of a stage that scores mentions spend their time, counted by Spark. Work that was
 * done twice, after a failure or by speculation, is counted twice.
 *
 * @param before waiting for mentions with their features: reading, candidates, encoding
 * @param rows compiling mentions
 * @param kernel scoring
 * @param after making rows of what was found
 */
public record LinkTimes(
    LongAccumulator before, LongAccumulator rows, LongAccumulator kernel, LongAccumulator after)
    implements Serializable {

  static LinkTimes of(SparkContext spark) {
    return new LinkTimes(
        spark.longAccumulator("nanoseconds before linking"),
        spark.longAccumulator("nanoseconds compiling mentions"),
        spark.longAccumulator("nanoseconds scoring"),
        spark.longAccumulator("nanoseconds making links"));
  }

  /** Seconds of all tasks together, and the share of the linking that is not scoring. */
  public Map<String, Object> seconds() {
    Map<String, Object> seconds = new LinkedHashMap<>();
    seconds.put("before", seconds(before));
    seconds.put("mention_rows", seconds(rows));
    seconds.put("kernel", seconds(kernel));
    seconds.put("after", seconds(after));
    long outside = rows.value() + after.value();
    long all = outside + kernel.value();
    seconds.put("share_outside_kernel", all == 0 ? 0 : Math.round(1e4 * outside / all) / 1e4);
    return seconds;
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

  private static double seconds(LongAccumulator time) {
    return Math.round(time.value() / 1e6) / 1e3;
  }
}
