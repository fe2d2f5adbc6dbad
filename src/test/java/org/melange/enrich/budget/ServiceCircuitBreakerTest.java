package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServiceCircuitBreakerTest {

  private static final long SECOND = 1_000_000_000L;

  private long now = 100 * SECOND;
  private final ServiceCircuitBreaker breaker = new ServiceCircuitBreaker(() -> now);

  @Test
  void tenFailuresOpenIt() {
    fail(9);
    assertThat(breaker.tryOne()).isTrue();
    breaker.broken();
    assertThat(breaker.tryOne()).isFalse();
  }

  @Test
  void threeQuartersOfTheRequestsMustFail() {
    for (int i = 0; i < 15; i++) {
      succeed(1);
      fail(2);
    }
    assertThat(breaker.tryOne()).isTrue();
    breaker.unknown();
    for (int i = 0; i < 15 && breaker.tryOne(); i++) {
      breaker.broken();
    }
    assertThat(breaker.tryOne()).isFalse();
  }

  @Test
  void threeTrialsFollowAndCloseItAgain() {
    fail(10);
    now += 3 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertThat(breaker.tryOne()).isTrue();
    }
    assertThat(breaker.tryOne()).isFalse();
    for (int i = 0; i < 3; i++) {
      breaker.alive();
    }
    assertThat(breaker.tryOne()).isTrue();
  }

  @Test
  void failedTrialsOpenItForLonger() {
    fail(10);
    now += 3 * SECOND;
    fail(3);
    now += 3 * SECOND;
    assertThat(breaker.tryOne()).isFalse();
    now += 2 * SECOND;
    assertThat(breaker.tryOne()).isTrue();
  }

  @Test
  void anUnusedTrialCanBeRepeated() {
    fail(10);
    now += 3 * SECOND;
    for (int i = 0; i < 20; i++) {
      assertThat(breaker.tryOne()).isTrue();
      breaker.unknown();
    }
  }

  @Test
  void itMeasuresTheTimeSinceTheFirstFailure() {
    assertThat(breaker.unavailable()).isZero();
    fail(1);
    now += 7 * SECOND;
    fail(1);
    assertThat(breaker.unavailable()).isEqualTo(Duration.ofSeconds(7));
    succeed(1);
    assertThat(breaker.unavailable()).isZero();
  }

  private void fail(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(breaker.tryOne()).isTrue();
      breaker.broken();
    }
  }

  private void succeed(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(breaker.tryOne()).isTrue();
      breaker.alive();
    }
  }
}
