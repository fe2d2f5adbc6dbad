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

/** Which devices the tasks of the feature stage would work on, found out by asking some tasks. */
public final class DeviceReport {

  private static final long HOLD_MILLIS = 500;

  private DeviceReport() {}

  /**
   * Runs tasks that do nothing but hold their place for a moment.
   *
   * @return how many of {@code tasks} would work on which device of which executor
   * @throws org.melange.run.JobException if a GPU is asked for and tasks are given none
   */
  public static Map<String, Long> run(SparkSession spark, FeatureSettings features, int tasks) {
    Devices.requireAvailable(
        features.device(), features.taskGpus(), spark.sparkContext().getConf());
    JavaRDD<Integer> numbers =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
    JavaRDD<String> asked = numbers.mapPartitions(new Ask(features.device()));
    if (features.taskGpus() > 0) {
      asked =
          asked.withResources(
              GpuResourceProfile.of(features.taskGpus(), spark.sparkContext().getConf()));
    }
    Map<String, Long> devices = new TreeMap<>();
    asked.collect().forEach(device -> devices.merge(device, 1L, Long::sum));
    return devices;
  }

  /** Tells the device of a task. */
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
