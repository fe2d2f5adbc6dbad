package org.melange.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** Tasks report the device that they would compute on. */
class DeviceReportTest {

  private static Map<String, Long> report(int tasks, String... settings) {
    return DeviceReport.run(
        LocalSpark.session(), Settings.load(Optional.empty(), List.of(settings)).features(), tasks);
  }

  @Test
  void everyTaskIsCounted() {
    assertThat(report(3)).containsExactly(Map.entry("cpu() of executor driver", 3L));
  }

  @Test
  void aGpuThatTasksAreNotGivenIsAnErrorBeforeAnyRuns() {
    assertThatThrownBy(() -> report(1, "features.device=gpu"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Spark gives tasks none");
  }

  @Test
  void aShareOfAGpuNeedsAClusterThatHasThem() {
    assertThatThrownBy(() -> report(1, "features.task-gpus=0.5"))
        .hasStackTraceContaining("TaskResourceProfiles are only supported");
  }
}
