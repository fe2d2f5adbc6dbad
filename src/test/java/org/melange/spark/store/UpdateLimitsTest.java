package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When an update stops early. */
class UpdateLimitsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void withoutLimitsEverythingIsDone() {
    assertThat(UpdateLimits.NONE.allow(1_000_000, 1L << 40, 5, Duration.ofDays(9), HOUR)).isTrue();
  }

  @Test
  void shardsAreCounted() {
    UpdateLimits two = new UpdateLimits(OptionalLong.of(2), OptionalLong.empty(), Optional.empty());
    assertThat(two.allow(1, 0, 5, Duration.ZERO, Duration.ZERO)).isTrue();
    assertThat(two.allow(2, 0, 5, Duration.ZERO, Duration.ZERO)).isFalse();
  }

  @Test
  void aShardThatWouldExceedThePostsDoesNotBegin() {
    UpdateLimits ten =
        new UpdateLimits(OptionalLong.empty(), OptionalLong.of(10), Optional.empty());
    assertThat(ten.allow(1, 5, 5, Duration.ZERO, Duration.ZERO)).isTrue();
    assertThat(ten.allow(1, 5, 6, Duration.ZERO, Duration.ZERO)).isFalse();
  }

  @Test
  void aShardThatWouldEndTooLateDoesNotBegin() {
    UpdateLimits fiveHours =
        new UpdateLimits(
            OptionalLong.empty(), OptionalLong.empty(), Optional.of(HOUR.multipliedBy(5)));
    assertThat(fiveHours.allow(0, 0, 1, Duration.ZERO, Duration.ZERO)).isTrue();
    assertThat(fiveHours.allow(3, 0, 1, HOUR.multipliedBy(3), HOUR)).isTrue();
    assertThat(fiveHours.allow(4, 0, 1, HOUR.multipliedBy(4), HOUR)).isFalse();
  }
}
