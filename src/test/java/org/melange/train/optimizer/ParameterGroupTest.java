package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterGroupTest {

  @Test
  void biasesDoNotDecay() {
    ParameterGroup group = new ParameterGroup(Map.of(), 1e-3, 0.1);
    assertThat(group.decayOf("a.weight")).isEqualTo(0.1);
    assertThat(group.decayOf("a.bias")).isZero();
    assertThat(group.decayOf("in_proj_bias_x")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "NaN, 0", "1, -1", "1, NaN"})
  void ratesThatCannotBeUsedAreRefused(double rate, double decay) {
    assertThatThrownBy(() -> new ParameterGroup(Map.of(), rate, decay))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
