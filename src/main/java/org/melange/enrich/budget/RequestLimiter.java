package org.melange.enrich.budget;

import java.util.concurrent.CompletableFuture;

/**
 * Limits the requests of a cluster to one service: requests and tokens a minute, requests in
 * flight, and money. Thread-safe.
 */
public interface RequestLimiter {

  /**
   * Requests a permit to send one request. Permits are granted in the order of the calls; the
   * future never fails.
   *
   * @param estimate upper bound of the tokens that the request uses
   */
  CompletableFuture<Admission> acquire(Usage estimate);

  /** The decision about one request. */
  sealed interface Admission {

    /** It may be sent now. */
    record Granted(Permit permit) implements Admission {}

    /** It must not be sent: the budget is spent. */
    record OverBudget() implements Admission {}

    /** It would be useless to send it: the service has been unavailable for too long. */
    record Unavailable(String why) implements Admission {}
  }

  /** Permission to send one request, to be settled once; further calls have no effect. */
  interface Permit {

    /** Reports the outcome of the request. */
    void settle(CallReport report);
  }
}
