package org.melange.enrich.budget;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * What a service may be asked, by everybody together.
 *
 * @param requestsPerMinute in any minute; 0 for no limit
 * @param tokensPerMinute in and out together, in any minute; 0 for no limit
 * @param maxInFlight requests at a time
 * @param money what may be spent
 * @param arrivalSlack how long after leave was given a request may still arrive
 * @param outage how long nobody may have been answered before requests are turned away
 * @param leaseAge how long after leave was given a request must have ended, one way or another
 * @param minute how long a minute is: 60 seconds but in tests that haven't got them
 */
public record Limits(
    int requestsPerMinute,
    long tokensPerMinute,
    int maxInFlight,
    Money money,
    Duration arrivalSlack,
    Duration outage,
    Duration leaseAge,
    Duration minute)
    implements Serializable {

  /** Refuses limits that nothing could be sent under. */
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

  /** No limit but that of requests at a time. */
  public static Limits inFlight(int maxInFlight) {
    return new Limits(
        0,
        0,
        maxInFlight,
        Money.UNLIMITED,
        Duration.ofSeconds(1),
        Duration.ofMinutes(10),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1));
  }

  /** The same, with other limits a minute. */
  public Limits perMinute(int requests, long tokens) {
    return new Limits(requests, tokens, maxInFlight, money, arrivalSlack, outage, leaseAge, minute);
  }

  /** The same, with other money. */
  public Limits spending(Money other) {
    return new Limits(
        requestsPerMinute,
        tokensPerMinute,
        maxInFlight,
        other,
        arrivalSlack,
        outage,
        leaseAge,
        minute);
  }

  /** The same, with another time that nobody may be answered. */
  public Limits outage(Duration length) {
    return new Limits(
        requestsPerMinute,
        tokensPerMinute,
        maxInFlight,
        money,
        arrivalSlack,
        length,
        leaseAge,
        minute);
  }

  /** The same, with minutes of another length. */
  public Limits minutesOf(Duration length) {
    return new Limits(
        requestsPerMinute,
        tokensPerMinute,
        maxInFlight,
        money,
        arrivalSlack,
        outage,
        leaseAge,
        length);
  }

  /** The same, with requests that may be on their way for so long, unseen. */
  public Limits slack(Duration slack) {
    return new Limits(
        requestsPerMinute, tokensPerMinute, maxInFlight, money, slack, outage, leaseAge, minute);
  }
}
