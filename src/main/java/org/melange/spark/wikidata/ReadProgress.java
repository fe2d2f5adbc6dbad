package org.melange.spark.wikidata;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reports the progress of reading. Executors send what their running tasks have counted with each
 * heartbeat, so a task that reads for hours is reported, too.
 */
final class ReadProgress extends SparkListener {

  private final long accumulator;
  private final ByteProgress progress;
  private final Consumer<String> messages;

  /**
   * @param accumulator the number of the accumulator that counts bytes
   */
  ReadProgress(long accumulator, ByteProgress progress, Consumer<String> messages) {
    this.accumulator = accumulator;
    this.progress = progress;
    this.messages = messages;
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    CollectionConverters.asJava(event.accumUpdates())
        .forEach(
            task ->
                CollectionConverters.asJava(task._4())
                    .forEach(
                        counted ->
                            bytes(counted)
                                .flatMap(
                                    read ->
                                        progress.running((Long) task._1(), read, System.nanoTime()))
                                .ifPresent(messages)));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    long read =
        CollectionConverters.asJava(event.taskInfo().accumulables()).stream()
            .flatMap(counted -> bytes(counted).stream())
            .findFirst()
            .orElse(0L);
    progress
        .ended(
            event.taskInfo().taskId(), event.taskInfo().successful() ? read : 0, System.nanoTime())
        .ifPresent(messages);
  }

  private Optional<Long> bytes(AccumulableInfo counted) {
    return counted.id() == accumulator
            && counted.update().isDefined()
            && counted.update().get() instanceof Long read
        ? Optional.of(read)
        : Optional.empty();
  }
}
