package org.melange.enrich.budget;

/**
 * For how long a service has answered nobody because of its rate limit. When that is too long,
 * requests are turned away, except for one from time to time that tries it. Not thread-safe.
 */
final class RateLimitSpan {

  /** After so long without a request, one is let go to try the service. */
  private static final long TRIAL_NANOS = 60_000_000_000L;

  private boolean limited;
  private long since;
  private long latest;
  private String why = "";

  /** Forgets everything. */
  void clear() {
    limited = false;
  }

  /** A request was refused at {@code now}, with what the service said. */
  void met(long now, String said) {
    if (!limited) {
      limited = true;
      since = now;
    }
    latest = now;
    why = said;
  }

  /** What the service said the last time. */
  String why() {
    return why;
  }

  /** A request was answered. */
  void end() {
    limited = false;
  }

  /** For how long, in nanoseconds. */
  long length(long now) {
    return limited ? now - since : 0;
  }

  /** Whether a request is turned away at {@code now} because it has lasted for too long. */
  boolean turnsAway(long nanos, long now) {
    if (length(now) <= nanos) {
      return false;
    }
    boolean trial = now - latest >= TRIAL_NANOS;
    latest = trial ? now : latest;
    return !trial;
  }
}
