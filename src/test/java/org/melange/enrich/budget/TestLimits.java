package org.melange.enrich.budget;

import java.time.Duration;

/** Limits for tests: only what a test names is limited. */
public final class TestLimits {

  private int requestsPerMinute;
  private long tokensPerMinute;
  private final int maxInFlight;
  private Money money = Money.UNLIMITED;
  private Duration outage = Duration.ofMinutes(10);

  private TestLimits(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  /** At most {@code requests} at a time, and no other limit. */
  public static Limits inFlight(int requests) {
    return new TestLimits(requests).limits();
  }

  /** At most {@code maxInFlight} at a time, and the limits that follow. */
  public static TestLimits with(int maxInFlight) {
    return new TestLimits(maxInFlight);
  }

  /** Requests and tokens a minute; 0 for no limit. */
  public TestLimits perMinute(int requests, long tokens) {
    requestsPerMinute = requests;
    tokensPerMinute = tokens;
    return this;
  }

  /** A budget and prices. */
  public TestLimits spending(Money value) {
    money = value;
    return this;
  }

  /** How long a service may be unavailable. */
  public TestLimits outage(Duration value) {
    outage = value;
    return this;
  }

  /** The limits. */
  public Limits limits() {
    return new Limits(
        requestsPerMinute,
        tokensPerMinute,
        maxInFlight,
        money,
        Duration.ofSeconds(1),
        outage,
        Duration.ofMinutes(5));
  }
}
