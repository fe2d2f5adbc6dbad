package org.melange.enrich.budget;

/**
 * Measures for how long a service has refused all requests because of its rate limit. If this takes
 * too long, requests are rejected, except for a trial request from time to time. Not thread-safe.
 */
final class RateLimitSpan {

  /** Time without a request after which a trial request is sent. */
  private static final long TRIAL_NANOS = 60_000_000_000L;

  private boolean limited;
  private long since;
  private long latest;
  private String why = "";

  /** Resets the state. */
  void clear() {
    limited = false;
  }

  /** A request was refused at {@code now} with the message {@code said}. */
  void refused(long now, String said) {
    if (!limited) {
      limited = true;
      since = now;
    }
    latest = now;
    why = said;
  }

  /** The last message of the service. */
  String why() {
    return why;
  }

  /** A request was answered. */
  void answered() {
    limited = false;
  }

  /** The time since the first refused request, in nanoseconds; 0 if the last one was answered. */
  long length(long now) {
    return limited ? now - since : 0;
  }

  /** Whether to reject a request because the span is longer than {@code nanos}. */
  boolean rejects(long nanos, long now) {
    if (length(now) <= nanos) {
      return false;
    }
    boolean trial = now - latest >= TRIAL_NANOS;
    latest = trial ? now : latest;
    return !trial;
  }
}
