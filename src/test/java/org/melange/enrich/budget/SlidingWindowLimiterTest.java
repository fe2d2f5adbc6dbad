package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.budget.SlidingWindowLimiter.Charge;

/** The window against a list of all requests that is counted anew each time. */
class SlidingWindowLimiterTest {

  private static final long MINUTE = 60_000_000_000L;

  /** A charge ends this long after its latest arrival: a minute and the drift of two clocks. */
  private static final long LENGTH = MINUTE + 10_000_000L;

  private final SlidingWindowLimiter window = new SlidingWindowLimiter(MINUTE);

  /** A request as the reference knows it; {@code end} is unknown until it is settled. */
  private static final class Reference {
    private final Charge charge;
    private long tokens;
    private long end = Long.MAX_VALUE;
    private boolean removed;

    Reference(Charge charge, long tokens) {
      this.charge = charge;
      this.tokens = tokens;
    }

    boolean countsAt(long now) {
      return !removed && end > now;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomRequestsCountAsInTheReference(long seed) {
    Random random = new Random(seed);
    List<Reference> all = new ArrayList<>();
    List<Reference> inFlight = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 2_000; step++) {
      now += random.nextInt(500) * 1_000_000L;
      int action = random.nextInt(10);
      if (action < 5 || inFlight.isEmpty()) {
        long tokens = random.nextInt(1000);
        Reference added = new Reference(window.add(step, tokens), tokens);
        all.add(added);
        inFlight.add(added);
      } else if (action < 9) {
        Reference settled = inFlight.remove(random.nextInt(inFlight.size()));
        long arrival = now - random.nextInt(1000) * 1_000_000L;
        settled.tokens = random.nextInt(1000);
        settled.end = arrival + LENGTH;
        window.settle(settled.charge, settled.tokens, arrival);
      } else {
        Reference removed = inFlight.remove(random.nextInt(inFlight.size()));
        removed.removed = true;
        window.remove(removed.charge);
      }
      window.expire(now);
      long at = now;
      List<Reference> counted = all.stream().filter(r -> r.countsAt(at)).toList();
      assertThat(window.requests()).as("step %d", step).isEqualTo(counted.size());
      assertThat(window.tokens()).isEqualTo(counted.stream().mapToLong(r -> r.tokens).sum());
      long nextEnd = counted.stream().mapToLong(r -> r.end).min().orElse(Long.MAX_VALUE);
      assertThat(window.nextEnd(Long.MAX_VALUE)).isEqualTo(nextEnd);
    }
  }

  @Test
  void aRequestInFlightCountsForEver() {
    window.add(1, 10);
    window.expire(100 * MINUTE);
    assertThat(window.requests()).isEqualTo(1);
    assertThat(window.nextEnd(7)).isEqualTo(7);
  }

  @Test
  void aSettledRequestEndsExactlyAfterAMinuteAndTheDrift() {
    window.settle(window.add(1, 10), 25, 1_000);
    assertThat(window.tokens()).isEqualTo(25);
    window.expire(1_000 + LENGTH - 1);
    assertThat(window.requests()).isEqualTo(1);
    window.expire(1_000 + LENGTH);
    assertThat(window.requests()).isZero();
    assertThat(window.tokens()).isZero();
  }

  @Test
  void chargesThatEndTogetherAreAllKept() {
    window.settle(window.add(1, 10), 10, 0);
    window.settle(window.add(2, 20), 20, 0);
    assertThat(window.requests()).isEqualTo(2);
    assertThat(window.tokens()).isEqualTo(30);
  }
}
