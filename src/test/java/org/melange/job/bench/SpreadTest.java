package org.melange.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void theMedianIsTheMiddleValueOrTheMeanOfTwo() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(1, 2, 3));
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(1, 2.5, 4));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void valuesHaveFourSignificantDigits() {
    assertThat(new Spread(0, 0.123456, 22_844_553).values())
        .isEqualTo(Map.of("low", 0.0, "median", 0.1235, "high", 22_840_000.0));
  }
}
