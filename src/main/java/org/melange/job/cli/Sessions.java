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

  private static final String EXTENSIONS = "spark.sql.extensions";

  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  private static final String SESSION_CATALOG = "spark.sql.catalog.spark_catalog";

  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  /** Tasks that read the state of a Delta table; the default, 50, suits tables of many files. */
  private static final String DELTA_PARTITIONS = "spark.databricks.delta.snapshotPartitions";

  private Sessions() {}

  /**
   * A session.
   *
   * @throws JobException if there is no master or it cannot be reached
   */
  public static SparkSession open(String job) {
    return open(job, SparkSession.builder());
  }

  /**
   * A session that reads and writes Delta tables.
   *
   * @throws JobException if there is no master or it cannot be reached
   */
  public static SparkSession withTables(String job) {
    SparkConf given = new SparkConf();
    SparkSession.Builder builder =
        SparkSession.builder()
            .config(EXTENSIONS, joined(given.get(EXTENSIONS, ""), DELTA_EXTENSION))
            .config(DELTA_PARTITIONS, given.get(DELTA_PARTITIONS, "4"));
    return open(
        job,
        given.contains(SESSION_CATALOG) ? builder : builder.config(SESSION_CATALOG, DELTA_CATALOG));
  }

  private static SparkSession open(String job, SparkSession.Builder builder) {
    try {
      SparkSession spark =
          builder
              .appName("melange " + job)
              // Rows are spread by post id on purpose; merging small partitions would undo it.
              .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
              .config(
                  PLUGINS, joined(new SparkConf().get(PLUGINS, ""), LimiterPlugin.class.getName()))
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

  /** A list of classes with one more. */
  private static String joined(String given, String added) {
    if (given.isEmpty() || List.of(given.split(",")).contains(added)) {
      return given.isEmpty() ? added : given;
    }
    return given + "," + added;
  }

  /** The number of partitions: {@code run.partitions}, or four per core. */
  public static int partitions(SparkSession spark, int setting) {
    return setting > 0 ? setting : 4 * Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
