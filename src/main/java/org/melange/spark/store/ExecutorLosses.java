package org.melange.spark.store;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Counts executors that were lost. Thread-safe. */
final class ExecutorLosses extends SparkListener {

  private final AtomicLong lost = new AtomicLong();

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    lost.incrementAndGet();
  }

  long count() {
    return lost.get();
  }
}
