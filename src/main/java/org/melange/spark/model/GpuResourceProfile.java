package org.melange.spark.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.melange.config.FeatureSettings.DeviceChoice;

/**
 * GPUs for one stage of a job: a resource profile, which datasets have no way to ask for and RDDs
 * have. With dynamic allocation the stage gets executors with a GPU each, found by {@code
 * spark.executor.resource.gpu.discoveryScript}; without, its tasks are given theirs on executors
 * that have them.
 */
public final class GpuResourceProfile {

  private static final String GPU = "gpu";
  private static final String EXECUTOR = "spark.executor.resource.gpu.";

  private static final Map<Ask, ResourceProfile> MADE = new ConcurrentHashMap<>();

  private GpuResourceProfile() {}

  /**
   * {@code rows} through {@code function} by tasks that are given {@code share} of a GPU each; what
   * the session gives every task if it is 0.
   *
   * @throws org.melange.run.JobException if {@code choice} is a GPU and tasks are given none
   */
  public static <T> Dataset<T> mapPartitions(
      Dataset<Row> rows,
      MapPartitionsFunction<Row, T> function,
      Encoder<T> encoder,
      DeviceChoice choice,
      double share) {
    SparkConf conf = rows.sparkSession().sparkContext().getConf();
    Devices.requireAvailable(choice, share, conf);
    if (share == 0) {
      return rows.mapPartitions(function, encoder);
    }
    JavaRDD<T> mapped =
        rows.toJavaRDD().mapPartitions(function::call).withResources(of(share, conf));
    return rows.sparkSession().createDataset(mapped.rdd(), encoder);
  }

  /**
   * The profile of such tasks: one and the same for all that ask alike, for Spark refuses a stage
   * of two, and starts executors for each.
   */
  static ResourceProfile of(double share, SparkConf conf) {
    Ask ask =
        new Ask(
            share,
            conf.getInt("spark.task.cpus", 1),
            conf.getBoolean("spark.dynamicAllocation.enabled", false),
            conf.getInt("spark.executor.cores", 1),
            conf.get(EXECUTOR + "discoveryScript", ""),
            conf.get(EXECUTOR + "vendor", ""));
    return MADE.computeIfAbsent(ask, Ask::profile);
  }

  /** All that a profile is made of. */
  private record Ask(
      double share, int taskCpus, boolean dynamic, int cores, String script, String vendor) {

    ResourceProfile profile() {
      ResourceProfileBuilder profile = new ResourceProfileBuilder();
      profile.require(new TaskResourceRequests().cpus(taskCpus).resource(GPU, share));
      if (dynamic) {
        long gpus = Math.max(1, (long) Math.ceil(share));
        profile.require(
            new ExecutorResourceRequests().cores(cores).resource(GPU, gpus, script, vendor));
      }
      return profile.build();
    }
  }
}
