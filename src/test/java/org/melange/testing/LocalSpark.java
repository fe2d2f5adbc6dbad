package org.melange.testing;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The Spark of this JVM, as the system properties of the build describe it. Started when it is
 * first asked for, and again after a job has stopped it.
 */
public final class LocalSpark {

  private LocalSpark() {}

  /** A running session; not to be kept over a job, which stops it. */
  public static synchronized SparkSession session() {
    return SparkSession.builder()
        .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
        .getOrCreate();
  }

  /** Rows of {@code json}, one object each, with the columns that {@code ddl} names. */
  public static Dataset<Row> rows(String ddl, List<String> json) {
    SparkSession spark = session();
    return spark
        .read()
        .schema(org.apache.spark.sql.types.StructType.fromDDL(ddl))
        .json(spark.createDataset(json, Encoders.STRING()));
  }

  /**
   * What Spark holds in its cache, by number. Compare with what it held before: what an earlier
   * test left may be let go of only when memory is collected.
   */
  public static Set<Object> cached() {
    return Set.copyOf(
        CollectionConverters.asJava(session().sparkContext().getPersistentRDDs()).keySet());
  }
}
