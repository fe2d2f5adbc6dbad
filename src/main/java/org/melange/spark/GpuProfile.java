package org.melange.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * GPUs for one stage of a job: a resource profile, which datasets have no way to ask for and RDDs
 * have. With dynamic allocation the stage gets executors with a GPU each, found by {@code
 * spark.executor.resource.gpu.discoveryScript}; without, its tasks are given theirs on executors
 * that have them.
 */
final class GpuProfile {

  private static final String GPU = "gpu";
  private static final String EXECUTOR = "spark.executor.resource.gpu.";

  private GpuProfile() {}

  /** {@code rows} through {@code function} by tasks that are given {@code share} of a GPU each. */
  static Dataset<Row> mapPartitions(
      Dataset<Row> rows,
      MapPartitionsFunction<Row, Row> function,
      StructType schema,
      double share) {
    SparkConf conf = rows.sparkSession().sparkContext().getConf();
    return rows.sparkSession()
        .createDataFrame(
            rows.toJavaRDD().mapPartitions(function::call).withResources(of(share, conf)), schema);
  }

  static ResourceProfile of(double share, SparkConf conf) {
    ResourceProfileBuilder profile = new ResourceProfileBuilder();
    profile.require(
        new TaskResourceRequests().cpus(conf.getInt("spark.task.cpus", 1)).resource(GPU, share));
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      long gpus = Math.max(1, (long) Math.ceil(share));
      profile.require(
          new ExecutorResourceRequests()
              .cores(conf.getInt("spark.executor.cores", 1))
              .resource(
                  GPU,
                  gpus,
                  conf.get(EXECUTOR + "discoveryScript", ""),
                  conf.get(EXECUTOR + "vendor", "")));
    }
    return profile.build();
  }
}
