package org.melange.enrich.budget;

/**
 * Estimates the latest time at which a request reached the service. This is before its answer, and
 * usually within a fixed delay after it was sent. If an answer took much longer than usual, the
 * request itself may have been late: because of a pause of this machine, a new connection, or the
 * network. Not thread-safe.
 */
final class ArrivalEstimator {

  /** An answer that takes this many times the usual time is unusual. */
  private static final int UNUSUAL = 3;

  /** The usual time is a moving average over about this many answers. */
  private static final int MEMORY = 4;

  private final long delay;
  private long usual;

  /** Requests usually arrive within {@code delay} nanoseconds. */
  ArrivalEstimator(long delay) {
    this.delay = delay;
  }

  /** The latest arrival of a request that was sent at {@code since} and answered at {@code now}. */
  long latest(long since, long now) {
    long took = now - since;
    long bound = UNUSUAL * usual + delay;
    usual += (Math.min(took, bound) - usual) / MEMORY;
    return took > bound ? now : Math.min(now, since + delay);
  }
}
