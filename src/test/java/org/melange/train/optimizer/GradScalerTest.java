package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.config.Precision;

class GradScalerTest {

  @Test
  void itDoublesAfterCleanStepsAndHalvesAtOnce() {
    GradScaler scale = GradScaler.of(Precision.FLOAT16);
    for (int step = 1; step < GradScaler.CLEAN_STEPS; step++) {
      scale = scale.stepped();
    }
    assertThat(scale).isEqualTo(new GradScaler(65_536, 1_999));
    scale = scale.stepped();
    assertThat(scale).isEqualTo(new GradScaler(131_072, 0));
    scale = scale.stepped().halved();
    assertThat(scale).isEqualTo(new GradScaler(65_536, 0));
  }

  @Test
  void itEndsWhereItWouldScaleNothing() {
    GradScaler scale = GradScaler.of(Precision.FLOAT16);
    int halvings = 0;
    while (scale.canHalve()) {
      scale = scale.halved();
      halvings++;
    }
    assertThat(halvings).isEqualTo(15);
    assertThat(scale.factor()).isEqualTo(2);
  }

  @Test
  void singlePrecisionHasNone() {
    GradScaler none = GradScaler.of(Precision.FLOAT32);
    assertThat(none.factor()).isEqualTo(1);
    assertThat(none.canHalve()).isFalse();
    assertThat(none.stepped()).isEqualTo(none);
  }
}
