package org.melange.enrich.budget;

/**
 * The share of the full rate that a service accepts: halved when it refuses a request because of
 * its rate limit, then increased by a fixed amount per second (additive increase, multiplicative
 * decrease). A refused request that was sent before the last decrease does not decrease the share
 * again. Not thread-safe.
 */
final class AimdThrottle {

  private static final double LEAST = 1.0 / 64;

  /** Nanoseconds from zero to the full rate. */
  private static final double RECOVERY = 60e9;

  private double share = 1;
  private long updated;
  private long lastDecrease;
  private boolean decreased;

  /** The share at {@code now}, in (0, 1]. */
  double share(long now) {
    if (share < 1) {
      share = Math.min(1, share + (now - updated) / RECOVERY);
    }
    updated = now;
    return share;
  }

  /** Records that a request sent at {@code sentAt} was refused because of the rate limit. */
  void refused(long sentAt, long now) {
    if (!decreased || sentAt - lastDecrease > 0) {
      share = Math.max(LEAST, share(now) / 2);
      lastDecrease = now;
      decreased = true;
    }
  }
}
