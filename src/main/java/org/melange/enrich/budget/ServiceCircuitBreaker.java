package org.melange.enrich.budget;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stops asking a service that does not answer, tries it with a few requests after a while, and
 * knows for how long it has been away. Not thread-safe.
 */
final class ServiceCircuitBreaker {

  /**
   * Opens when three of four among the last 50 failed: a service of which a fifth fails goes on.
   */
  private static final int LAST = 50;

  private static final int AT_LEAST = 10;
  private static final float FAILED_PERCENT = 75;
  private static final int TRIALS = 3;
  private static final Exception FAILURE = new Exception("failed");

  private final CircuitBreaker breaker;
  private final LongSupplier nanos;
  private boolean away;
  private long awaySince;

  ServiceCircuitBreaker(LongSupplier nanos) {
    this.nanos = nanos;
    this.breaker =
        CircuitBreaker.of(
            "service",
            CircuitBreakerConfig.custom()
                .slidingWindow(LAST, AT_LEAST, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILED_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialBackoff(
                        Duration.ofSeconds(2), 2, Duration.ofMinutes(1)))
                .clock(new NanoClock(nanos))
                .currentTimestampFunction(ignored -> nanos.getAsLong(), TimeUnit.NANOSECONDS)
                .build());
  }

  /** Whether one request may be tried; it must be followed by one of the three reports. */
  boolean tryOne() {
    return breaker.tryAcquirePermission();
  }

  /** Something came back. */
  void alive() {
    away = false;
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  /** Nothing came back, or that the service is broken. */
  void broken() {
    if (!away) {
      away = true;
      awaySince = nanos.getAsLong();
    }
    breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
  }

  /** It was not sent, or nobody knows. */
  void unknown() {
    breaker.releasePermission();
  }

  /** For how long nothing has come back. */
  Duration away() {
    return away ? Duration.ofNanos(nanos.getAsLong() - awaySince) : Duration.ZERO;
  }

  /** Lets the library see the same time as everybody here. */
  private static final class NanoClock extends Clock {
    private final LongSupplier nanos;

    NanoClock(LongSupplier nanos) {
      this.nanos = nanos;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(nanos.getAsLong());
    }
  }
}
