package org.melange.job.cli;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.melange.run.JobException;
import org.melange.spark.enrich.LimiterPlugin;

/** Starts Spark sessions with the configuration of the command line and its profile. */
public final class Sessions {

  private static final String SHUFFLE = "spark.sql.shuffle.partitions";

  private static final String TIMESTAMPS = "spark.sql.parquet.outputTimestampType";

  private static final String PLUGINS = "spark.plugins";

  private Sessions() {}

  /**
   * A session.
   *
   * @throws JobException if there is no master or it cannot be reached
   */
  public static SparkSession open(String job) {
    try {
      SparkSession spark =
          SparkSession.builder()
              .appName("melange " + job)
              // Rows are spread by post id on purpose; merging small partitions would undo it.
              .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
              .config(PLUGINS, plugins(new SparkConf().get(PLUGINS, "")))
              .getOrCreate();
      if (!spark.sparkContext().getConf().contains(SHUFFLE)) {
        spark.conf().set(SHUFFLE, partitions(spark, 0));
      }
      // Every reader knows this type of timestamps; Spark's default, INT96, is deprecated.
      if (!spark.sparkContext().getConf().contains(TIMESTAMPS)) {
        spark.conf().set(TIMESTAMPS, "TIMESTAMP_MICROS");
      }
      return spark;
    } catch (RuntimeException e) {
      if (String.valueOf(e.getMessage()).contains("master URL")) {
        throw JobException.usage(
            "Spark does not start: " + e.getMessage() + " (use --master or --profile)");
      }
      throw e;
    }
  }

  /** The plugins of the command line, and the one that lets executors share a budget. */
  private static String plugins(String given) {
    String governor = LimiterPlugin.class.getName();
    if (List.of(given.split(",")).contains(governor)) {
      return given;
    }
    return given.isEmpty() ? governor : given + "," + governor;
  }

  /** The number of partitions: {@code run.partitions}, or four per core. */
  public static int partitions(SparkSession spark, int setting) {
    return setting > 0 ? setting : 4 * Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
