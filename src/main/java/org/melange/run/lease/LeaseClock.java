package org.melange.run.lease;

import java.time.Duration;

/** The clock of a lease. */
interface LeaseClock {

  /** The system clock. */
  LeaseClock SYSTEM =
      new LeaseClock() {
        @Override
        public Moment now() {
          return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  /** The current time. */
  Moment now();

  /** Waits. */
  void sleep(Duration time) throws InterruptedException;

  /**
   * A point in time, by two clocks: a machine that was suspended may have stopped the monotonic
   * one.
   *
   * @param nanos of the monotonic clock
   * @param millis of the wall clock
   */
  record Moment(long nanos, long millis) {

    /** The time since {@code earlier} by the monotonic clock. */
    Duration since(Moment earlier) {
      return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** The longest time that may have passed since {@code earlier}. */
    Duration mostSince(Moment earlier) {
      Duration wall = Duration.ofMillis(millis - earlier.millis);
      Duration monotonic = since(earlier);
      return wall.compareTo(monotonic) > 0 ? wall : monotonic;
    }
  }
}
