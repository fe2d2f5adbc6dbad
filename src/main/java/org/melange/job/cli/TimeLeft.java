package org.melange.job.cli;

import java.util.Locale;

/** What remains to be done, for messages. */
public final class TimeLeft {

  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;

  /** From here on, hours are easier to read. */
  private static final int MANY_MINUTES = 600;

  private TimeLeft() {}

  /**
   * For example {@code ; 1,200 posts left, about 5 min}; nothing if nothing is left.
   *
   * @param count of what is left
   * @param of what it is
   * @param seconds that it will take
   */
  public static String of(long count, String of, double seconds) {
    return count == 0
        ? ""
        : String.format(Locale.ROOT, "; %,d %s left, about %s", count, of, text(seconds));
  }

  private static String text(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < MANY_MINUTES * MINUTE
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : String.format(Locale.ROOT, "%,.0f h", seconds / HOUR);
  }
}
