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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker that also measures for how long the service has been unavailable. While it is
 * open, no request is sent; then a few trial requests decide whether it closes. Not thread-safe.
 */
final class ServiceCircuitBreaker {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceCircuitBreaker.class);

  /**
   * Opens if three quarters of the last 50 requests failed. A service that fails one request in
   * five stays in use.
   */
  private static final int LAST = 50;

  private static final int AT_LEAST = 10;
  private static final float FAILED_PERCENT = 75;
  private static final int TRIALS = 3;
  private static final Exception FAILURE = new Exception("failed");

  private final CircuitBreaker breaker;
  private final LongSupplier nanos;
  private boolean down;
  private long downSince;

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
    breaker.getEventPublisher().onStateTransition(event -> log(event.getStateTransition()));
  }

  private void log(CircuitBreaker.StateTransition transition) {
    switch (transition.getToState()) {
      case OPEN ->
          LOG.info(
              "circuit breaker opened: the service has not responded for {} s",
              unavailable().toSeconds());
      case CLOSED -> LOG.info("circuit breaker closed: the service responds again");
      default -> LOG.debug("circuit breaker: {}", transition);
    }
  }

  /** Whether a request may be sent. If so, one of the three reports must follow. */
  boolean tryOne() {
    return breaker.tryAcquirePermission();
  }

  /** The service responded. */
  void alive() {
    down = false;
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  /** The service did not respond, or with an error of its own. */
  void broken() {
    if (!down) {
      down = true;
      downSince = nanos.getAsLong();
    }
    breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
  }

  /** The request was not sent, or its outcome is unknown. */
  void unknown() {
    breaker.releasePermission();
  }

  /** For how long the service has not responded. */
  Duration unavailable() {
    return down ? Duration.ofNanos(nanos.getAsLong() - downSince) : Duration.ZERO;
  }

  /** Gives the library the same clock. */
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
