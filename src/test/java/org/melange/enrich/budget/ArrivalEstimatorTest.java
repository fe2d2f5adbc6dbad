package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalEstimatorTest {

  private static final long MILLI = 1_000_000L;
  private static final long DELAY = 1_000 * MILLI;

  private final ArrivalEstimator arrivals = new ArrivalEstimator(DELAY);

  @Test
  void aQuickAnswerBoundsTheArrival() {
    assertThat(arrivals.latest(0, 200 * MILLI)).isEqualTo(200 * MILLI);
  }

  @Test
  void aUsualAnswerMeansAUsualDelay() {
    for (int i = 0; i < 50; i++) {
      arrivals.latest(0, 5_000 * MILLI);
    }
    assertThat(arrivals.latest(0, 5_000 * MILLI)).isEqualTo(DELAY);
  }

  @Test
  void anUnusuallyLateAnswerMeansThatTheRequestMayHaveBeenLate() {
    for (int i = 0; i < 50; i++) {
      arrivals.latest(0, 300 * MILLI);
    }
    assertThat(arrivals.latest(0, 20_000 * MILLI)).isEqualTo(20_000 * MILLI);
  }

  @Test
  void oneLateAnswerDoesNotBecomeUsual() {
    for (int i = 0; i < 50; i++) {
      arrivals.latest(0, 300 * MILLI);
    }
    arrivals.latest(0, 3_600_000 * MILLI);
    assertThat(arrivals.latest(0, 20_000 * MILLI)).isEqualTo(20_000 * MILLI);
  }

  @Test
  void theEstimateLiesBetweenThePermitAndTheAnswer() {
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      long since = random.nextInt(1_000_000) * MILLI;
      long now = since + random.nextInt(30_000) * MILLI;
      assertThat(arrivals.latest(since, now))
          .isGreaterThanOrEqualTo(since)
          .isLessThanOrEqualTo(now);
    }
  }
}
