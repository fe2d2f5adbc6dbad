package org.melange.enrich.budget;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * Limits of the requests that all executors together send to one service.
 *
 * @param requestsPerMinute in any minute; 0 for no limit
 * @param tokensPerMinute in and out together, in any minute; 0 for no limit
 * @param maxInFlight requests in flight
 * @param money budget and prices
 * @param maxNetworkDelay longest time from the permit to the arrival at the service
 * @param maxUnavailable how long the service may be unavailable before requests are rejected
 * @param permitTimeout age at which an unsettled permit is reclaimed
 */
public record Limits(
    int requestsPerMinute,
    long tokensPerMinute,
    int maxInFlight,
    Money money,
    Duration maxNetworkDelay,
    Duration maxUnavailable,
    Duration permitTimeout)
    implements Serializable {

  /** Rejects limits that allow no request. */
  public Limits {
    if (requestsPerMinute < 0 || tokensPerMinute < 0 || maxInFlight < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "limits of %d requests and %d tokens a minute, %d at a time",
              requestsPerMinute,
              tokensPerMinute,
              maxInFlight));
    }
  }
}
