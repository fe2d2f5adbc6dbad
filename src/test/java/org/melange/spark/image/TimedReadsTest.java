package org.melange.spark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Reads with a time limit. */
class TimedReadsTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void resultsAndExceptionsOfAReadAreReturned() throws Exception {
    TimedReads reads = new TimedReads(1, LONG);
    for (int i = 0; i < 3; i++) {
      assertThat(reads.call(() -> "read")).isEqualTo("read");
      assertThatThrownBy(
              () ->
                  reads.call(
                      () -> {
                        throw new IOException("broken");
                      }))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("broken");
    }
  }

  @Test
  void blockedThreadsKeepTheirPermitsUntilTheirReadsReturn() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    TimedReads reads = new TimedReads(2, SHORT);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> reads.call(() -> stuck(disk))).isInstanceOf(TimeoutException.class);
    }
    assertThatThrownBy(() -> reads.call(() -> "read"))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("blocked");
    disk.countDown();
    assertThat(again(reads)).isEqualTo("read");
  }

  /** Like a call into a system that does not answer: an interrupt does not end it. */
  private static String stuck(CountDownLatch disk) {
    while (true) {
      try {
        disk.await();
        return "late";
      } catch (InterruptedException ignored) {
        // goes on waiting
      }
    }
  }

  private static String again(TimedReads reads) throws ExecutionException {
    while (true) {
      try {
        return reads.call(() -> "read");
      } catch (TimeoutException busyMachine) {
        // the limit is short
      }
    }
  }
}
