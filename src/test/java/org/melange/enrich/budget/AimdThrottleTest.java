package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AimdThrottleTest {

  private static final long SECOND = 1_000_000_000L;

  private final AimdThrottle throttle = new AimdThrottle();

  @Test
  void aRefusalHalvesTheShareAndAMinuteRestoresIt() {
    throttle.refused(0, SECOND);
    assertThat(throttle.share(SECOND)).isEqualTo(0.5);
    assertThat(throttle.share(16 * SECOND)).isCloseTo(0.75, within(1e-9));
    assertThat(throttle.share(31 * SECOND)).isCloseTo(1, within(1e-9));
    assertThat(throttle.share(1000 * SECOND)).isEqualTo(1);
  }

  @Test
  void refusalsOfRequestsSentBeforeTheDecreaseDoNotCount() {
    throttle.refused(0, SECOND);
    for (int i = 0; i < 50; i++) {
      throttle.refused(SECOND - i, SECOND);
    }
    assertThat(throttle.share(SECOND)).isEqualTo(0.5);
    throttle.refused(SECOND + 1, SECOND + 2);
    assertThat(throttle.share(SECOND + 2)).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void theShareHasALowerBound() {
    for (int i = 1; i < 100; i++) {
      throttle.refused(i, i);
    }
    assertThat(throttle.share(100)).isCloseTo(1.0 / 64, within(1e-6));
  }

  @Test
  void theShareIsInRangeWhateverHappens() {
    Random random = new Random(3);
    long now = 0;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt(1_000_000_000);
      if (random.nextBoolean()) {
        throttle.refused(now - random.nextInt(1_000_000_000), now);
      }
      double share = throttle.share(now);
      assertThat(share).isGreaterThanOrEqualTo(1.0 / 64).isLessThanOrEqualTo(1);
    }
  }
}
