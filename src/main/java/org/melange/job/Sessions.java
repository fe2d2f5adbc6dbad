package org.melange.job;

import org.apache.spark.sql.SparkSession;
import org.melange.run.JobException;

/** Starts Spark as the command line and its profile say. */
final class Sessions {

  private static final String SHUFFLE = "spark.sql.shuffle.partitions";

  private Sessions() {}

  /**
   * A session.
   *
   * @throws JobException if no master was named or it cannot be reached
   */
  static SparkSession open(String job) {
    try {
      SparkSession spark =
          SparkSession.builder()
              .appName("melange " + job)
              // Rows are spread by post id on purpose; merging small partitions would undo it.
              .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
              .getOrCreate();
      if (!spark.sparkContext().getConf().contains(SHUFFLE)) {
        spark.conf().set(SHUFFLE, partitions(spark, 0));
      }
      return spark;
    } catch (RuntimeException e) {
      if (String.valueOf(e.getMessage()).contains("master URL")) {
        throw JobException.usage(
            "Spark does not start: " + e.getMessage() + " (--master or --profile)");
      }
      throw e;
    }
  }

  /** Into how many parts work is divided: {@code run.partitions}, or four for each core. */
  static int partitions(SparkSession spark, int setting) {
    return setting > 0 ? setting : 4 * Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
