package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NameWeightGridTest {

  @Test
  void weightsAreZeroAndPowersOfTwo() {
    double[] weights = NameWeightGrid.weights();
    assertThat(weights[0]).isZero();
    assertThat(weights).isSorted().contains(0.125, 64, 1024);
  }

  @Test
  void theSmallestOfTheBestIsChosen() {
    long[] right = new long[NameWeightGrid.weights().length];
    assertThat(NameWeightGrid.best(right, false)).isZero();
    assertThat(NameWeightGrid.best(right, true)).isEqualTo(NameWeightGrid.weights()[1]);
    right[4] = 7;
    right[9] = 7;
    right[10] = 6;
    assertThat(NameWeightGrid.best(right, false)).isEqualTo(NameWeightGrid.weights()[4]);
    right[0] = 7;
    assertThat(NameWeightGrid.best(right, false)).isZero();
    assertThat(NameWeightGrid.best(right, true)).isEqualTo(NameWeightGrid.weights()[4]);
  }

  @Test
  void eachWeightNeedsACount() {
    assertThatThrownBy(() -> NameWeightGrid.best(new long[3], false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 counts");
  }
}
