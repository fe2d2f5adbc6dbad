package org.melange.spark.wikidata;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How much of the dumps was read, and the time that is left. Not thread-safe. */
final class ByteProgress {

  private static final double SECOND = 1e9;
  private static final double MINUTE = 60;
  private static final double MIB = 1 << 20;
  private static final double EVERY_SECONDS = 10;

  private final long total;
  private final long before;
  private final long start;
  private final Map<Long, Long> running = new HashMap<>();
  private long finished;
  private long reported;

  /**
   * @param total the bytes of all dumps
   * @param before the bytes that an earlier run read
   * @param start now, in nanoseconds
   */
  ByteProgress(long total, long before, long start) {
    this.total = total;
    this.before = before;
    this.start = start;
    this.reported = start;
  }

  /** Sets what a running task has read so far; a report if it is time for one. */
  Optional<String> running(long task, long bytes, long now) {
    running.put(task, bytes);
    return report(now);
  }

  /** Counts a task that ended; what a failed one read does not count. */
  Optional<String> ended(long task, long bytes, long now) {
    running.remove(task);
    finished += bytes;
    return report(now);
  }

  private Optional<String> report(long now) {
    long read = finished + running.values().stream().mapToLong(bytes -> bytes).sum();
    if (now - reported < EVERY_SECONDS * SECOND || read == 0 || before + read >= total) {
      return Optional.empty();
    }
    reported = now;
    double seconds = (now - start) / SECOND;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "read %,.0f of %,.0f MiB (%.1f MiB/s), %s left",
            (before + read) / MIB,
            total / MIB,
            read / MIB / seconds,
            left(seconds / read * (total - before - read))));
  }

  private static String left(double seconds) {
    return seconds < 2 * MINUTE
        ? String.format(Locale.ROOT, "about %.0f s", seconds)
        : String.format(Locale.ROOT, "about %.0f min", seconds / MINUTE);
  }
}
