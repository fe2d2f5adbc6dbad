package org.melange.enrich.budget;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Requests and tokens of the last minute, as a service counts them that enforces its limit in every
 * sliding window of a minute.
 *
 * <p>The client does not know when a request arrived, only that it was after the permit and before
 * the answer. A request therefore counts from its permit until one minute after the latest possible
 * arrival. A token bucket would not do: with capacity c and rate r it allows c + r a minute, and
 * late requests move into the next window. It would exceed the limit or stay well below it. Not
 * thread-safe.
 */
final class SlidingWindowLimiter {

  /** How much two clocks may differ after a minute. */
  private static final long DRIFT = 10_000_000L;

  private final long length;
  private final TreeSet<Charge> ending =
      new TreeSet<>(
          Comparator.<Charge>comparingLong(charge -> charge.freeAt)
              .thenComparingLong(charge -> charge.id));
  private int inFlight;
  private long tokens;

  /** A window of {@code minute} nanoseconds. */
  SlidingWindowLimiter(long minute) {
    length = minute + DRIFT;
  }

  /** One counted request. */
  static final class Charge {
    private final long id;
    private long tokens;
    private long freeAt;

    private Charge(long id, long tokens) {
      this.id = id;
      this.tokens = tokens;
    }
  }

  /** Counts a request until it is settled or removed. */
  Charge add(long id, long itsTokens) {
    inFlight++;
    tokens += itsTokens;
    return new Charge(id, itsTokens);
  }

  /** Ends a charge one minute after its latest arrival and corrects its tokens. Call it once. */
  void settle(Charge charge, long itsTokens, long latestArrival) {
    inFlight--;
    tokens += itsTokens - charge.tokens;
    charge.tokens = itsTokens;
    charge.freeAt = latestArrival + length;
    ending.add(charge);
  }

  /** Removes the charge of a request that was not sent, instead of settling it. */
  void remove(Charge charge) {
    inFlight--;
    tokens -= charge.tokens;
  }

  /** Drops the charges that have ended. */
  void expire(long now) {
    while (!ending.isEmpty() && ending.first().freeAt <= now) {
      tokens -= ending.pollFirst().tokens;
    }
  }

  /** The requests that count. */
  int requests() {
    return inFlight + ending.size();
  }

  /** The tokens that count. */
  long tokens() {
    return tokens;
  }

  /** When the next charge ends; {@code otherwise} if no charge has a known end. */
  long nextEnd(long otherwise) {
    return ending.isEmpty() ? otherwise : ending.first().freeAt;
  }
}
