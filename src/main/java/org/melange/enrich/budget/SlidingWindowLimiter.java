package org.melange.enrich.budget;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * What counts for the last minute, on the side of a service that looks at every window of a minute,
 * not only at those that begin when a clock says so.
 *
 * <p>Here nobody knows when a request arrived there, only that it was after leave was given and
 * before the answer came. So a request counts from the moment when leave was given until a minute
 * after the latest moment at which it can have arrived. A token bucket bounds what leaves instead:
 * one of capacity c that is refilled at rate r lets up to c + r minutes into a window, and what is
 * late on its way moves into the next, so that it would either overrun or have to stay well below
 * the limit. Not thread-safe.
 */
final class SlidingWindowLimiter {

  /** What two clocks may differ on a minute. */
  private static final long DRIFT = 10_000_000L;

  private final long length;
  private final TreeSet<Charge> ending =
      new TreeSet<>(
          Comparator.<Charge>comparingLong(charge -> charge.freeAt)
              .thenComparingLong(charge -> charge.id));
  private int underway;
  private long tokens;

  /** A window of {@code minute} nanoseconds. */
  SlidingWindowLimiter(long minute) {
    length = minute + DRIFT;
  }

  /** One request. */
  static final class Charge {
    private final long id;
    private long tokens;
    private long freeAt;

    private Charge(long id, long tokens) {
      this.id = id;
      this.tokens = tokens;
    }
  }

  /** Counts a request, until further notice. */
  Charge add(long id, long itsTokens) {
    underway++;
    tokens += itsTokens;
    return new Charge(id, itsTokens);
  }

  /** Ends a charge a minute after its latest arrival, and corrects its tokens. Once. */
  void settle(Charge charge, long itsTokens, long latestArrival) {
    underway--;
    tokens += itsTokens - charge.tokens;
    charge.tokens = itsTokens;
    charge.freeAt = latestArrival + length;
    ending.add(charge);
  }

  /** Takes back a charge for what never left. In place of settling it. */
  void remove(Charge charge) {
    underway--;
    tokens -= charge.tokens;
  }

  /** Forgets what no longer counts. */
  void expire(long now) {
    while (!ending.isEmpty() && ending.first().freeAt <= now) {
      tokens -= ending.pollFirst().tokens;
    }
  }

  /** How many requests count. */
  int requests() {
    return underway + ending.size();
  }

  /** How many tokens count. */
  long tokens() {
    return tokens;
  }

  /** When the next charge ends, as far as that is known; {@code otherwise} if it isn't. */
  long nextEnd(long otherwise) {
    return ending.isEmpty() ? otherwise : ending.first().freeAt;
  }
}
