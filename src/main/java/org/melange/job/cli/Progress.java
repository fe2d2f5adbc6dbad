package org.melange.job.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Prints the progress of long steps: completed tasks, and the remaining time at the present rate.
 */
final class Progress extends SparkListener {

  private static final long EVERY_NANOS = 2_000_000_000L;

  private final Console console;
  private final Map<Integer, Stage> stages = new HashMap<>();

  Progress(Console console) {
    this.console = console;
  }

  private static final class Stage {
    private final int tasks;
    private final long start = System.nanoTime();
    private int done;
    private long reported = System.nanoTime();

    Stage(int tasks) {
      this.tasks = tasks;
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    stages.put(event.stageInfo().stageId(), new Stage(event.stageInfo().numTasks()));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    Stage stage = stages.get(event.stageId());
    if (stage == null || !event.taskInfo().successful()) {
      return;
    }
    stage.done++;
    long now = System.nanoTime();
    if (now - stage.reported > EVERY_NANOS && stage.done < stage.tasks) {
      stage.reported = now;
      double left = (now - stage.start) / 1e9 / stage.done * (stage.tasks - stage.done);
      console.line(
          String.format(
              Locale.ROOT,
              "  %s: %d of %d tasks, about %.0f s left",
              console.current(),
              stage.done,
              stage.tasks,
              left));
    }
  }
}
