package org.melange.job.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.JobException;

/** Times of steps over several runs. */
class StepTimesTest {

  @TempDir private Path dir;

  @Test
  void timesOfAllRunsAddUpAndFailedOnesCount() {
    Supplier<StepTimes> run = () -> StepTimes.open(dir.toString());
    run.get().measure("import", () -> {});
    assertThatThrownBy(() -> run.get().measure("train", StepTimesTest::failing))
        .isInstanceOf(IllegalStateException.class);
    StepTimes last = run.get();
    double before = last.all().get(1).seconds();
    last.measure("train", StepTimesTest::sleeping);
    assertThat(run.get().all())
        .isEqualTo(last.all())
        .extracting(StepTime::step, StepTime::runs)
        .containsExactly(tuple("import", 1), tuple("train", 2));
    assertThat(before).isGreaterThanOrEqualTo(0.1);
    assertThat(last.all().get(1).seconds()).isGreaterThanOrEqualTo(before + 0.1);
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.writeString(dir.resolve("steps.json"), "[{");
    assertThatThrownBy(() -> StepTimes.open(dir.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("steps.json is damaged");
  }

  private static void failing() {
    sleeping();
    throw new IllegalStateException("failed");
  }

  private static void sleeping() {
    try {
      Thread.sleep(150);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
