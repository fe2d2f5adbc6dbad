package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.List;

/** Grants permits and settles them, possibly in another process. */
@FunctionalInterface
public interface PermitService {

  /**
   * Settles earlier permits and requests new ones, in one call. Does not block.
   *
   * @throws RuntimeException if the service cannot be reached; the settlements must be sent again
   */
  Response exchange(Request request);

  /**
   * Settlements and requests of one executor.
   *
   * @param holder the executor; if it is lost, its permits are reclaimed
   * @param settled outcomes of earlier requests; a permit that was settled before is ignored
   * @param wanted estimates of the waiting requests, the oldest first
   */
  record Request(String holder, List<Settlement> settled, List<Usage> wanted)
      implements Serializable {}

  /** The outcome of one permit. */
  record Settlement(long permit, CallReport report) implements Serializable {}

  /**
   * Permits for the oldest waiting requests, and the reason why the others got none.
   *
   * @param permits one id for each request that may be sent
   * @param denial what the remaining requests should do
   * @param why a message for the user if the remaining requests are rejected
   * @param waitNanos how long to wait before the next call
   */
  record Response(List<Long> permits, Denial denial, String why, long waitNanos)
      implements Serializable {}

  /** Why a request got no permit. */
  enum Denial {
    /** A limit is reached; try again later. */
    WAIT,
    /** The budget is spent. */
    OVER_BUDGET,
    /** The service is unavailable. */
    UNAVAILABLE
  }
}
