package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.SpendTracker.Decision;

/** The budget, exactly. */
class SpendTrackerTest {

  /** A token in costs a dollar, one out two. */
  private static final Money TEN = new Money(10, 1e6, 2e6);

  private final SpendTracker purse = new SpendTracker(TEN);

  @Test
  void theBudgetMayBeSpentCompletely() {
    assertThat(TEN.cost(new Usage(3, 2))).isEqualTo(7);
    assertThat(TEN.allows(10)).isTrue();
    assertThat(TEN.allows(Math.nextUp(10.0))).isFalse();
    assertThat(TEN.times(0.5).cost(new Usage(3, 2))).isEqualTo(3.5);
    assertThat(Money.UNLIMITED.allows(1e300)).isTrue();
    assertThat(purse.check(new Usage(10, 0))).isEqualTo(Decision.ALLOWED);
    assertThat(new SpendTracker(TEN).check(new Usage(11, 0))).isEqualTo(Decision.DENIED);
  }

  @Test
  void aReservationMayBecomeCheaper() {
    Usage six = new Usage(6, 0);
    purse.reserve(six);
    assertThat(purse.check(six)).isEqualTo(Decision.WAIT);
    assertThat(purse.check(new Usage(4, 0))).isEqualTo(Decision.ALLOWED);
    purse.settle(six, new Usage(2, 1));
    assertThat(purse.spent()).isEqualTo(4);
    assertThat(purse.check(six)).isEqualTo(Decision.ALLOWED);
    assertThat(purse.closed()).isFalse();
  }

  @Test
  void smallRequestsAreNotAllowedAfterTheEnd() {
    Usage six = new Usage(6, 0);
    purse.reserve(six);
    purse.settle(six, six);
    assertThat(purse.check(six)).isEqualTo(Decision.DENIED);
    assertThat(purse.closed()).isTrue();
    assertThat(purse.check(new Usage(1, 0))).isEqualTo(Decision.DENIED);
  }

  @Test
  void expensiveAnswersRaiseTheEstimates() {
    Usage one = new Usage(1, 0);
    purse.reserve(one);
    purse.settle(one, new Usage(4, 0));
    purse.learn(one, new Usage(4, 0));
    purse.reserve(one);
    assertThat(purse.check(one)).isEqualTo(Decision.WAIT);
    purse.settle(one, new Usage(3, 0));
    assertThat(purse.spent()).isEqualTo(7);
    assertThat(purse.check(one)).isEqualTo(Decision.DENIED);
  }

  @Test
  void roundingErrorsDoNotAddUp() {
    SpendTracker tenths = new SpendTracker(new Money(1, 0.1e6, 0));
    Usage one = new Usage(1, 0);
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < 7; i++) {
        tenths.reserve(one);
      }
      for (int i = 0; i < 7; i++) {
        tenths.settle(one, Usage.NONE);
      }
    }
    assertThat(tenths.spent()).isZero();
    assertThat(tenths.check(new Usage(10, 0))).isEqualTo(Decision.ALLOWED);
  }
}
