package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.Usage;

class EnrichmentPlanTest {

  private final EnrichmentPlan plan =
      new EnrichmentPlan(500, 400, 300, 180, 120, new Usage(50_000, 10_000), 3);

  @Test
  void theStricterLimitDeterminesTheDuration() {
    assertThat(plan.minutes(60, 60_000)).isEqualTo(2);
    assertThat(plan.minutes(60, 6_000)).isEqualTo(10);
    assertThat(plan.minutes(7, 0)).isEqualTo(120 / 7.0);
    assertThat(plan.minutes(0, 40_000)).isEqualTo(1.5);
    assertThat(plan.minutes(0, 0)).isZero();
  }

  @Test
  void anEmptyPlanNeedsNoTimeAndNoMoney() {
    EnrichmentPlan nothing = EnrichmentPlan.nothing(500);
    assertThat(nothing.mentions()).isEqualTo(500);
    assertThat(nothing.minutes(1, 1)).isZero();
    assertThat(nothing.costUsd()).isZero();
  }
}
