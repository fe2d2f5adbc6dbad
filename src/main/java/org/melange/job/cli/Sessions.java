package org.melange.job.cli;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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

  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";

  /** Whether a query is planned again after each shuffle. */
  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

  /** Whether expressions outside of whole stages are compiled. */
  private static final String FACTORY = "spark.sql.codegen.factoryMode";

  private static final String PARTITIONS = "spark.melange.partitions";

  private static final int PARTITIONS_PER_CORE = 4;

  /** Compiling queries over fewer bytes takes longer than interpreting them. */
  private static final long COMPILED_BYTES = 32 << 20;

  /** What is worth a partition more than one for each core. */
  private static final long PARTITION_BYTES = 16 << 10;

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
            .config(EXTENSIONS, joined(given.get(EXTENSIONS, ""), DELTA_EXTENSION));
    if (!given.contains(SESSION_CATALOG)) {
      builder.config(SESSION_CATALOG, DELTA_CATALOG);
    }
    SparkSession spark = open(job, builder);
    suit(spark, OptionalLong.empty());
    return spark;
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

  /**
   * Suits a session to the bytes that a job reads. If they are few, queries are interpreted instead
   * of compiled and planned once, and rows and the states of tables are in fewer partitions. What
   * the user configured stays.
   *
   * @param bytes empty if they are not known: they may be many
   */
  static void suit(SparkSession spark, OptionalLong bytes) {
    boolean few = bytes.isPresent() && bytes.getAsLong() < COMPILED_BYTES;
    String partitions =
        String.valueOf(
            few
                ? Math.min(most(spark), cores(spark) + bytes.getAsLong() / PARTITION_BYTES)
                : most(spark));
    Map<String, String> suited =
        Map.of(
            DELTA_PARTITIONS,
            few ? "1" : "4",
            PARTITIONS,
            partitions,
            SHUFFLE,
            partitions,
            WHOLE_STAGE,
            String.valueOf(!few),
            FACTORY,
            few ? "NO_CODEGEN" : "FALLBACK",
            ADAPTIVE,
            String.valueOf(!few));
    SparkConf given = spark.sparkContext().getConf();
    suited.forEach(
        (key, value) -> {
          if (!given.contains(key)) {
            spark.conf().set(key, value);
          }
        });
  }

  /**
   * The number of partitions: {@code run.partitions}, or four for each core, or fewer if the job
   * reads little.
   */
  public static int partitions(SparkSession spark, int setting) {
    return setting > 0
        ? setting
        : Integer.parseInt(spark.conf().get(PARTITIONS, String.valueOf(most(spark))));
  }

  private static int most(SparkSession spark) {
    return PARTITIONS_PER_CORE * cores(spark);
  }

  private static int cores(SparkSession spark) {
    return Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
