package org.melange.enrich.budget;

/**
 * Spreads units evenly over time with the generic cell rate algorithm, a leaky bucket that stores a
 * time instead of a level. Services may enforce a limit per minute in shorter intervals, and an
 * even stream satisfies all of them. A sixtieth of a minute may be caught up, so that late timers
 * do not reduce the rate. Not thread-safe.
 */
final class GcraPacer {

  private final long tolerance;
  private final double nanosPerUnit;
  private long due;

  /** At most {@code units} in {@code minute} nanoseconds; 0 for no limit. */
  GcraPacer(long units, long minute, long now) {
    nanosPerUnit = units == 0 ? 0 : minute / (double) units;
    tolerance = minute / 60;
    due = now;
  }

  /** When the next unit may be sent. */
  long readyAt() {
    return due - tolerance;
  }

  /** Sends {@code units} at {@code share} of the full rate. */
  void spend(long now, long units, double share) {
    due = Math.max(due, now) + nanos(units, share);
  }

  /** Returns {@code units} that were not used; a negative number charges more. */
  void correct(long units) {
    due -= nanos(units, 1);
  }

  private long nanos(long units, double share) {
    return Math.round(units * nanosPerUnit / share);
  }
}
