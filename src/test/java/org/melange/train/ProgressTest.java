package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.melange.train.optimizer.GradScaler;

class ProgressTest {

  @Test
  void onlyABetterValidationIsBest() {
    Progress progress = Progress.start("f");
    assertThat(progress.isBest()).isTrue(); // the start, before anything was measured
    progress = progress.after(report(1, OptionalDouble.empty()));
    assertThat(progress.bestEpoch()).isZero();
    assertThat(progress.isBest()).isFalse();
    progress = progress.after(report(2, OptionalDouble.of(0.5)));
    assertThat(progress.isBest()).isTrue();
    progress = progress.after(report(3, OptionalDouble.of(0.5)));
    assertThat(progress.bestEpoch()).isEqualTo(2);
    assertThat(progress.waited()).isEqualTo(1);
    progress = progress.after(report(4, OptionalDouble.of(Double.NaN)));
    assertThat(progress.waited()).isEqualTo(2);
    progress = progress.after(report(5, OptionalDouble.of(0.6)));
    assertThat(progress.bestEpoch()).isEqualTo(5);
    assertThat(progress.waited()).isZero();
  }

  @Test
  void jsonKeepsEverything() throws IOException {
    Progress start = Progress.start("f");
    assertThat(Progress.ofJson(start.toJson())).isEqualTo(start);
    Progress progress =
        start.after(report(1, OptionalDouble.empty())).after(report(2, OptionalDouble.of(1 / 3.0)));
    assertThat(Progress.ofJson(progress.toJson())).isEqualTo(progress);
    Progress scaled = progress.with(new GradScaler(4096, 17));
    assertThat(Progress.ofJson(scaled.toJson())).isEqualTo(scaled).isNotEqualTo(progress);
  }

  private static EpochReport report(int epoch, OptionalDouble mrr) {
    return new EpochReport(epoch, new LossValues(0.1 * epoch, Map.of("a", 2.5)), mrr, 10, 3);
  }
}
