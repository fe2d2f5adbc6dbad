package org.melange.spark.model;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.melange.config.FeatureSettings;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.spark.io.JobDescription;

/** The devices that tasks of the feature stage would use, as reported by some tasks. */
public final class DeviceReport {

  private static final long HOLD_MILLIS = 500;

  private DeviceReport() {}

  /**
   * Runs tasks that do nothing but occupy their slot for a moment.
   *
   * @return how many of {@code tasks} would compute on which device of which executor
   * @throws org.melange.run.JobException if a GPU is requested and tasks are assigned none
   */
  public static Map<String, Long> run(SparkSession spark, FeatureSettings features, int tasks) {
    Devices.requireAvailable(
        features.device(), features.taskGpus(), spark.sparkContext().getConf());
    JavaRDD<Integer> numbers =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
    JavaRDD<String> devicesOfTasks = numbers.mapPartitions(new Ask(features.device()));
    JavaRDD<String> asked = devicesOfTasks;
    if (features.taskGpus() > 0) {
      asked =
          devicesOfTasks.withResources(
              GpuResourceProfile.of(features.taskGpus(), spark.sparkContext().getConf()));
    }
    Map<String, Long> devices = new TreeMap<>();
    JobDescription.during(spark, "Ask tasks for their devices", asked::collect)
        .forEach(device -> devices.merge(device, 1L, Long::sum));
    return devices;
  }

  /** Reports the device of a task. */
  static final class Ask implements FlatMapFunction<Iterator<Integer>, String> {
    private static final long serialVersionUID = 1L;
    private final DeviceChoice choice;

    Ask(DeviceChoice choice) {
      this.choice = choice;
    }

    @Override
    public Iterator<String> call(Iterator<Integer> numbers) throws InterruptedException {
      Thread.sleep(HOLD_MILLIS); // or one executor would take them all
      String executor = SparkEnv.get().executorId();
      return List.of(Devices.given(choice) + " of executor " + executor).iterator();
    }
  }
}
