package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcraPacerTest {

  private static final long MINUTE = 60_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** In any interval: what the rate allows, what may be caught up, and the request itself. */
  @ParameterizedTest
  @CsvSource({"60, 1", "600, 2", "7, 3", "1000, 4"})
  void noIntervalExceedsTheRateAndItsTolerance(int units, int seed) {
    Random random = new Random(seed);
    GcraPacer pacer = new GcraPacer(units, MINUTE, 0);
    int spacing = (int) Math.min(Integer.MAX_VALUE, MINUTE / units);
    List<Long> sent = new ArrayList<>();
    for (long now = 0; now < 3 * MINUTE; now += 1 + random.nextInt(spacing / 5)) {
      while (pacer.readyAt() <= now) {
        pacer.spend(now, 1, 1);
        sent.add(now);
      }
    }
    double worst = 0;
    for (int from = 0; from < sent.size(); from++) {
      for (int to = from; to < sent.size(); to++) {
        double allowed = (sent.get(to) - sent.get(from) + SECOND) * (double) units / MINUTE + 1;
        worst = Math.max(worst, (to - from + 1) / allowed);
      }
    }
    assertThat(worst).isLessThanOrEqualTo(1 + 1e-9);
    assertThat(sent.size()).isGreaterThanOrEqualTo((int) (0.8 * 3 * units));
  }

  @Test
  void withoutALimitItIsAlwaysReady() {
    GcraPacer pacer = new GcraPacer(0, MINUTE, 0);
    for (int i = 0; i < 1000; i++) {
      pacer.spend(5, 1_000_000, 1);
      assertThat(pacer.readyAt()).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void halfTheShareDoublesTheDistance() {
    GcraPacer full = new GcraPacer(60, MINUTE, 0);
    GcraPacer half = new GcraPacer(60, MINUTE, 0);
    full.spend(0, 10, 1);
    half.spend(0, 10, 0.5);
    assertThat(full.readyAt()).isEqualTo(10 * SECOND - MINUTE / 60);
    assertThat(half.readyAt()).isEqualTo(20 * SECOND - MINUTE / 60);
  }

  @Test
  void unitsThatWereNotUsedAreReturned() {
    GcraPacer pacer = new GcraPacer(60, MINUTE, 0);
    pacer.spend(0, 30, 1);
    pacer.correct(25);
    assertThat(pacer.readyAt()).isEqualTo(5 * SECOND - MINUTE / 60);
    pacer.correct(-10);
    assertThat(pacer.readyAt()).isEqualTo(15 * SECOND - MINUTE / 60);
  }

  @Test
  void aLongRestIsNotCaughtUp() {
    GcraPacer pacer = new GcraPacer(60, MINUTE, 0);
    long later = 100 * MINUTE;
    int burst = 0;
    while (pacer.readyAt() <= later) {
      pacer.spend(later, 1, 1);
      burst++;
    }
    assertThat(burst).isEqualTo(2);
  }
}
