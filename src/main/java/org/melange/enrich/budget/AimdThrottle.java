package org.melange.enrich.budget;

/**
 * The share of the full speed that a service bears at present: halved when it refuses for too many
 * requests, and growing by a fixed amount a second again (additive increase, multiplicative
 * decrease). Refusals of what was sent before the last cut say nothing new and do not cut again.
 * Not thread-safe.
 */
final class AimdThrottle {

  private static final double LEAST = 1.0 / 64;

  /** From nothing to full speed in so many nanoseconds. */
  private static final double RECOVERY = 60e9;

  private double share = 1;
  private long updated;
  private long lastCut;
  private boolean cutBefore;

  /** The share at {@code now}, in (0, 1]. */
  double share(long now) {
    if (share < 1) {
      share = Math.min(1, share + (now - updated) / RECOVERY);
    }
    updated = now;
    return share;
  }

  /** Notes that what was let go at {@code sentAt} was refused for too many. */
  void refused(long sentAt, long now) {
    if (!cutBefore || sentAt - lastCut > 0) {
      share = Math.max(LEAST, share(now) / 2);
      lastCut = now;
      cutBefore = true;
    }
  }
}
