package org.melange.job.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Prints the progress of long stages under the name of the step that runs, or else under the
 * description of the Spark job. A stage without a name is not reported.
 */
final class Progress extends SparkListener {

  private static final String DESCRIPTION = "spark.job.description";

  private final Console console;
  private final int parallelism;
  private final Map<Integer, Stage> stages = new HashMap<>();

  /**
   * @param parallelism tasks that run at once
   */
  Progress(Console console, int parallelism) {
    this.console = console;
    this.parallelism = parallelism;
  }

  private record Stage(Optional<String> name, StageProgress progress) {}

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    String description =
        event.properties() == null ? null : event.properties().getProperty(DESCRIPTION);
    stages.put(
        event.stageInfo().stageId(),
        new Stage(
            console.current().or(() -> Optional.ofNullable(description)),
            new StageProgress(event.stageInfo().numTasks(), parallelism, System.nanoTime())));
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted event) {
    stages.remove(event.stageInfo().stageId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    Stage stage = stages.get(event.stageId());
    if (stage != null && event.taskInfo().successful()) {
      Optional<String> report = stage.progress().taskEnded(System.nanoTime());
      if (report.isPresent() && stage.name().isPresent()) {
        console.line("  " + stage.name().get() + ": " + report.get());
      }
    }
  }
}
