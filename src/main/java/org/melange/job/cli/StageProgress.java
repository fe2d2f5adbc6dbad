package org.melange.job.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * The completed tasks of a stage, and the remaining time if there is ground for an estimate: a
 * stage of many tasks, of which every core has completed at least two. Not thread-safe.
 */
final class StageProgress {

  private static final double SECOND = 1e9;

  /** The shortest time between reports, and before the first one. */
  private static final double EVERY_SECONDS = 5;

  /** Tasks are not equally long; the mean of a few says little. */
  private static final int MIN_DONE = 8;

  private static final double MINUTE = 60;

  private final int tasks;
  private final int parallelism;
  private final long start;
  private long reported;
  private int done;

  /**
   * @param tasks of the stage
   * @param parallelism tasks that run at once
   * @param start when the stage started, in nanoseconds
   */
  StageProgress(int tasks, int parallelism, long start) {
    this.tasks = tasks;
    this.parallelism = parallelism;
    this.start = start;
    this.reported = start;
  }

  /** Counts a task that ended at {@code now}; a report if it is time for one. */
  Optional<String> taskEnded(long now) {
    done++;
    if (now - reported < EVERY_SECONDS * SECOND || done >= tasks) {
      return Optional.empty();
    }
    reported = now;
    String counts = String.format(Locale.ROOT, "%,d of %,d tasks", done, tasks);
    return Optional.of(done < Math.max(MIN_DONE, 2 * parallelism) ? counts : counts + left(now));
  }

  private String left(long now) {
    double seconds = (now - start) / SECOND / done * (tasks - done);
    return seconds < 2 * MINUTE
        ? String.format(Locale.ROOT, ", about %.0f s left", seconds)
        : String.format(Locale.ROOT, ", about %.0f min left", seconds / MINUTE);
  }
}
