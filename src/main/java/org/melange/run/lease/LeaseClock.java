package org.melange.run.lease;

import java.time.Duration;

/** Time as a lease sees it. */
interface LeaseClock {

  /** The real one. */
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

  /** The present. */
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

    /** What passed since {@code earlier}, by the monotonic clock alone. */
    Duration since(Moment earlier) {
      return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** The most that may have passed since {@code earlier}. */
    Duration mostSince(Moment earlier) {
      Duration wall = Duration.ofMillis(millis - earlier.millis);
      Duration monotonic = since(earlier);
      return wall.compareTo(monotonic) > 0 ? wall : monotonic;
    }
  }
}
