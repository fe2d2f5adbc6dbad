package org.melange.enrich;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * What counts for the last 60 seconds, on the side of a service that looks at every window of 60
 * seconds, not only at those that begin on the minute.
 *
 * <p>Here nobody knows when a request arrived there; only that it was after leave was given and
 * before the answer came. So a request counts from the moment when leave was given until 60 seconds
 * after the latest moment at which it can have arrived. A token bucket bounds what leaves instead:
 * one of capacity c that is refilled at rate r lets up to c + r·60 s into a window, and what is
 * late on its way moves into the next, so that it would either be overrun or have to stay well
 * below the limit. Not thread-safe.
 */
final class StrictWindow {

  /** What two clocks may differ on a minute. */
  private static final long DRIFT = 10_000_000L;

  private final long length;
  private final TreeSet<Charge> charges =
      new TreeSet<>(
          Comparator.<Charge>comparingLong(charge -> charge.freeAt)
              .thenComparingLong(charge -> charge.id));
  private long tokens;

  /** A window of {@code minute} nanoseconds. */
  StrictWindow(long minute) {
    length = minute + DRIFT;
  }

  /** One request. */
  static final class Charge {
    private final long id;
    private long tokens;
    private long freeAt;

    private Charge(long id, long tokens, long freeAt) {
      this.id = id;
      this.tokens = tokens;
      this.freeAt = freeAt;
    }
  }

  /** Counts a request that arrives at {@code latestArrival} at the latest. */
  Charge add(long id, long itsTokens, long latestArrival) {
    Charge charge = new Charge(id, itsTokens, latestArrival + length);
    charges.add(charge);
    tokens += itsTokens;
    return charge;
  }

  /** Corrects a charge, if it still counts: it arrived before {@code now} and had other tokens. */
  void settle(Charge charge, long itsTokens, long now) {
    if (charges.remove(charge)) {
      tokens += itsTokens - charge.tokens;
      charge.tokens = itsTokens;
      charge.freeAt = Math.min(charge.freeAt, now + length);
      charges.add(charge);
    }
  }

  /** Takes back a charge for what never left. */
  void remove(Charge charge) {
    if (charges.remove(charge)) {
      tokens -= charge.tokens;
    }
  }

  /** Forgets what no longer counts. */
  void expire(long now) {
    while (!charges.isEmpty() && charges.first().freeAt <= now) {
      tokens -= charges.pollFirst().tokens;
    }
  }

  /** How many requests count. */
  int requests() {
    return charges.size();
  }

  /** How many tokens count. */
  long tokens() {
    return tokens;
  }

  /** When the next charge ends; only if there is one. */
  long nextEnd() {
    return charges.first().freeAt;
  }
}
