package org.melange.job.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.melange.run.JobException;
import org.melange.run.Memory;
import org.melange.spark.io.OutputDirectory;

/**
 * The times of steps, in {@code steps.json} of an output directory. A step in progress is recorded
 * every 30 seconds, so that a killed run loses no more of its time. One step at a time.
 */
final class StepTimes {

  private static final String FILE = "steps.json";
  private static final int EVERY_SECONDS = 30;
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final String directory;
  private final Map<String, StepTime> steps = new LinkedHashMap<>();

  private StepTimes(String directory) {
    this.directory = directory;
  }

  /**
   * The times that earlier runs recorded in {@code directory}.
   *
   * @throws JobException if the file is damaged
   */
  static StepTimes open(String directory) {
    StepTimes times = new StepTimes(directory);
    OutputDirectory.read(directory, FILE).ifPresent(times::read);
    return times;
  }

  private void read(String json) {
    try {
      JSON.readValue(json, new TypeReference<List<StepTime>>() {})
          .forEach(step -> steps.put(step.step(), step));
    } catch (JsonProcessingException e) {
      throw JobException.input(directory + "/" + FILE + " is damaged: delete it", e);
    }
  }

  /** The steps in the order in which they began. */
  synchronized List<StepTime> all() {
    return new ArrayList<>(steps.values());
  }

  /** Does {@code work}, and adds its time to that of the step. */
  void measure(String step, Runnable work) {
    StepTime before = before(step);
    long start = System.nanoTime();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread thread = new Thread(runnable, "melange-step-times");
              thread.setDaemon(true);
              return thread;
            });
    try {
      timer.scheduleWithFixedDelay(
          () -> record(before, start), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
      work.run();
    } finally {
      timer.shutdown();
      record(before, start);
    }
  }

  private synchronized StepTime before(String step) {
    return steps.getOrDefault(step, new StepTime(step, 0, 0, 0));
  }

  private synchronized void record(StepTime before, long start) {
    double seconds = before.seconds() + (System.nanoTime() - start) / 1e9;
    long peak = Math.max(before.peakResidentMb(), Memory.peakResident().orElse(0) >> 20);
    StepTime now =
        new StepTime(before.step(), Math.round(seconds * 10) / 10.0, before.runs() + 1, peak);
    steps.put(now.step(), now);
    try {
      OutputDirectory.write(directory, FILE, JSON.writeValueAsString(steps.values()) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("times of steps are not JSON", e);
    }
  }
}
