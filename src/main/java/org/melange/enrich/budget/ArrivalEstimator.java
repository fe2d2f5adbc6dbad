package org.melange.enrich.budget;

/**
 * When requests reach a service, at the latest. That is before their answer comes, and usually not
 * later than a slack after they were let go; but where an answer took much longer than most, the
 * request itself may have been held up: by a pause of this machine, by a connection that was made
 * anew, by the network. Not thread-safe.
 */
final class ArrivalEstimator {

  /** Answers that take so many times as long as usual are not usual. */
  private static final int UNUSUAL = 3;

  /** How many answers it takes to get used to something. */
  private static final int MEMORY = 4;

  private final long slack;
  private long usual;

  /** Arrivals within {@code slack} nanoseconds, if nothing comes between. */
  ArrivalEstimator(long slack) {
    this.slack = slack;
  }

  /** The latest moment at which a request let go at {@code since} and answered now arrived. */
  long latest(long since, long now) {
    long took = now - since;
    long bound = UNUSUAL * usual + slack;
    usual += (Math.min(took, bound) - usual) / MEMORY;
    return took > bound ? now : Math.min(now, since + slack);
  }
}
