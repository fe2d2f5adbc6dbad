package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitSpanTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MAX = 300 * SECOND;

  private final RateLimitSpan span = new RateLimitSpan();

  @Test
  void itLastsFromTheFirstRefusalToAnAnswer() {
    assertThat(span.length(5)).isZero();
    span.refused(10 * SECOND, "busy");
    span.refused(15 * SECOND, "still busy");
    assertThat(span.length(20 * SECOND)).isEqualTo(10 * SECOND);
    assertThat(span.why()).isEqualTo("still busy");
    span.answered();
    assertThat(span.length(30 * SECOND)).isZero();
  }

  @Test
  void requestsAreRejectedOnlyWhenItIsTooLong() {
    span.refused(0, "busy");
    assertThat(span.rejects(MAX, MAX)).isFalse();
    span.refused(MAX, "busy");
    assertThat(span.rejects(MAX, MAX + 1)).isTrue();
  }

  @Test
  void oneTrialAMinuteIsLetThrough() {
    span.refused(0, "busy");
    span.refused(MAX, "busy");
    int trials = 0;
    for (long now = MAX + SECOND; now < MAX + 181 * SECOND; now += SECOND) {
      trials += span.rejects(MAX, now) ? 0 : 1;
    }
    assertThat(trials).isEqualTo(3);
  }

  @Test
  void aNewRunStartsAnew() {
    span.refused(0, "busy");
    span.clear();
    assertThat(span.rejects(MAX, 2 * MAX)).isFalse();
  }
}
