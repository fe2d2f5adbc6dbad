package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PartClockTest {

  private enum Part {
    READ,
    COMPUTE,
    WRITE_OUT
  }

  private final PartClock<Part> clock = new PartClock<>(Part.class);

  @Test
  void timeCountsForItsPartEvenOfWhatFails() {
    assertThat(clock.<String>time(Part.READ, () -> "done " + waited())).isEqualTo("done 1");
    assertThatThrownBy(
            () ->
                clock.time(
                    Part.COMPUTE,
                    () -> {
                      throw new IllegalStateException("failed " + waited());
                    }))
        .hasMessage("failed 1");
    assertThat(clock.seconds()).containsOnlyKeys("read", "compute", "write_out");
    assertThat(clock.seconds().get("read")).isGreaterThanOrEqualTo(0.002);
    assertThat(clock.seconds().get("compute")).isGreaterThanOrEqualTo(0.002);
    assertThat(clock.seconds().get("write_out")).isZero();
    clock.reset();
    assertThat(clock.seconds().values()).containsOnly(0.0);
  }

  private static int waited() {
    long end = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return 1;
  }
}
