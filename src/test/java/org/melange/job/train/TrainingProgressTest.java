package org.melange.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.run.Memory;
import org.melange.train.StepReport;

/** What a person sees of a training, and what it took. */
class TrainingProgressTest {

  @Test
  void theBarSaysHowFarItIsAndHowLongItTakes() {
    StepReport half = new StepReport(2, 3, 50, 100, 1.23456, 25);
    assertThat(TrainingProgress.bar(half))
        .isEqualTo(
            "  epoch 2 of 3 [############............]  50 %, loss 1.2346, 25 examples/s, about 6 s"
                + " left");
    assertThat(new StepReport(3, 3, 100, 100, 1, 25).secondsLeft()).isZero();
  }

  @Test
  void peaksAreAtLeastWhatIsHeldNow() {
    byte[] held = new byte[32 << 20];
    assertThat(Memory.peakHeap()).isGreaterThan(held.length);
    Memory.peakResident().ifPresent(bytes -> assertThat(bytes).isGreaterThan(held.length));
  }
}
