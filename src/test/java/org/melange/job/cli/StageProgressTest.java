package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a stage is reported, and when the remaining time is estimated. */
class StageProgressTest {

  private static final long SECOND = 1_000_000_000L;

  /** The reports of a stage whose tasks end one after the other, {@code seconds} apart. */
  private static List<String> reports(int tasks, int parallelism, int seconds) {
    StageProgress stage = new StageProgress(tasks, parallelism, 7);
    List<String> reports = new ArrayList<>();
    for (int task = 1; task <= tasks; task++) {
      stage.taskEnded(7 + task * seconds * SECOND).ifPresent(reports::add);
    }
    return reports;
  }

  @Test
  void anEstimateNeedsEnoughTasks() {
    assertThat(reports(40, 4, 5))
        .startsWith("1 of 40 tasks", "2 of 40 tasks")
        .contains("7 of 40 tasks", "8 of 40 tasks, about 3 min left")
        .endsWith("39 of 40 tasks, about 5 s left");
    assertThat(reports(40, 16, 5)).contains("31 of 40 tasks", "32 of 40 tasks, about 40 s left");
    assertThat(reports(8, 2, 60)).hasSize(7).noneMatch(report -> report.contains("left"));
  }

  @Test
  void reportsAreSeveralSecondsApartAndNoneIsAtTheEnd() {
    assertThat(reports(100, 2, 1)).hasSize(19).startsWith("5 of 100 tasks");
    assertThat(reports(4, 2, 1)).isEmpty();
    assertThat(reports(1, 2, 100)).isEmpty();
  }
}
