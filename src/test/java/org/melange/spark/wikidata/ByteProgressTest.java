package org.melange.spark.wikidata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteProgressTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MIB = 1 << 20;

  @Test
  void runningAndFinishedTasksCount() {
    ByteProgress progress = new ByteProgress(1_000 * MIB, 100 * MIB, 0);
    assertThat(progress.running(1, 50 * MIB, 5 * SECOND)).isEmpty();
    assertThat(progress.running(2, 50 * MIB, 10 * SECOND))
        .contains("read 200 of 1,000 MiB (10.0 MiB/s), about 80 s left");
    assertThat(progress.ended(1, 150 * MIB, 20 * SECOND))
        .contains("read 300 of 1,000 MiB (10.0 MiB/s), about 70 s left");
  }

  @Test
  void aTaskThatFailedCountsNothing() {
    ByteProgress progress = new ByteProgress(1_000 * MIB, 0, 0);
    progress.running(1, 500 * MIB, SECOND);
    progress.ended(1, 0, SECOND);
    assertThat(progress.running(2, 100 * MIB, 20 * SECOND))
        .contains("read 100 of 1,000 MiB (5.0 MiB/s), about 3 min left");
  }

  @Test
  void nothingIsReportedAtTheEnd() {
    assertThat(new ByteProgress(10, 0, 0).ended(1, 10, 60 * SECOND)).isEmpty();
  }
}
