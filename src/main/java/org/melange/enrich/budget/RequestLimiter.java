package org.melange.enrich.budget;

import java.util.concurrent.CompletableFuture;

/**
 * One budget for a whole cluster: requests a minute, tokens a minute, requests at a time, money.
 * Thread-safe.
 */
public interface RequestLimiter {

  /**
   * Waits for leave to send one request, in the order of asking. The future never fails.
   *
   * @param estimate what the request will use at most
   */
  CompletableFuture<Admission> acquire(Usage estimate);

  /** The answer to somebody who wants to send a request. */
  sealed interface Admission {

    /** It may be sent, now. */
    record Granted(Permit permit) implements Admission {}

    /** It must not: the money is spent. */
    record OverBudget() implements Admission {}

    /** It need not: the service has not answered anybody for too long. */
    record Unavailable(String why) implements Admission {}
  }

  /** Leave to send one request. Ends with {@link #settle}, once; further calls do nothing. */
  interface Permit {

    /** Says what became of the request, whatever it was. */
    void settle(CallReport report);
  }
}
