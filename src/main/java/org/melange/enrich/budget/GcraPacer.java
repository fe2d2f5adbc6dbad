package org.melange.enrich.budget;

/**
 * Spreads units evenly over time: the generic cell rate algorithm, a leaky bucket that keeps one
 * moment instead of a level. Services cut a minute into shorter pieces at their will, and an even
 * stream fits into all of them. A sixtieth may be made up for, so that timers which ring late cost
 * nothing. Not thread-safe.
 */
final class GcraPacer {

  private final long tolerance;
  private final double nanosPerUnit;
  private long due;

  /** At most {@code units} in {@code minute} nanoseconds; 0 for as many as come. */
  GcraPacer(long units, long minute, long now) {
    nanosPerUnit = units == 0 ? 0 : minute / (double) units;
    tolerance = minute / 60;
    due = now;
  }

  /** When the next may go. */
  long readyAt() {
    return due - tolerance;
  }

  /** Lets {@code units} go at {@code share} of the full speed. */
  void spend(long now, long units, double share) {
    due = Math.max(due, now) + nanos(units, share);
  }

  /** Gives {@code units} back that were not needed, or takes more. */
  void correct(long units) {
    due -= nanos(units, 1);
  }

  private long nanos(long units, double share) {
    return Math.round(units * nanosPerUnit / share);
  }
}
