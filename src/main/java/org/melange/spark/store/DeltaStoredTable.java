package org.melange.spark.store;

import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/**
 * A Delta Lake table in a directory.
 *
 * <p>Each commit has a transaction identifier of Delta: of two writers that start from the same
 * version only one commits, even if the other one slept since it checked its lease. The loser finds
 * that its commit is not in the history.
 */
final class DeltaStoredTable extends StoredTable {

  private static final String APPLICATION = "spark.databricks.delta.write.txnAppId";
  private static final String TRANSACTION = "spark.databricks.delta.write.txnVersion";
  private static final String METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  /** Commits that are looked through for one that was just made. */
  private static final int RECENT = 20;

  private final String path;

  DeltaStoredTable(SparkSession spark, String path) {
    super(spark);
    this.path = path;
  }

  @Override
  String sql() {
    return "delta." + quoted(path);
  }

  @Override
  boolean exists() {
    return HadoopFiles.exists(path + "/_delta_log");
  }

  @Override
  void create(StructType schema, Map<String, String> properties) {
    spark()
        .sql(
            "CREATE TABLE IF NOT EXISTS "
                + sql()
                + " ("
                + columns(schema)
                + ") USING delta PARTITIONED BY ("
                + StoreSchemas.BUCKET
                + ") TBLPROPERTIES ("
                + properties(properties)
                + ")");
  }

  @Override
  String version() {
    return Long.toString(latest());
  }

  private long latest() {
    return spark().sql("DESCRIBE HISTORY " + sql() + " LIMIT 1").first().getAs("version");
  }

  @Override
  Dataset<Row> read() {
    return spark().read().format("delta").load(path);
  }

  @Override
  Dataset<Row> read(String version) {
    if (!version.matches("\\d{1,18}")) {
      throw JobException.usage("a version of " + path + " is a number, not '" + version + "'");
    }
    boolean known =
        !spark()
            .sql("DESCRIBE HISTORY " + sql())
            .filter(functions.col("version").equalTo(Long.parseLong(version)))
            .isEmpty();
    if (!known) {
      throw JobException.usage(
          path + " has no version " + version + ": the current one is " + version());
    }
    return spark().read().format("delta").option("versionAsOf", version).load(path);
  }

  @Override
  void commit(String description, String statement) {
    long before = latest();
    String mark = description + " " + UUID.randomUUID();
    RuntimeConfig conf = spark().conf();
    conf.set(APPLICATION, "melange");
    conf.set(TRANSACTION, before + 1);
    conf.set(METADATA, mark);
    try {
      spark().sql(statement);
    } finally {
      conf.unset(APPLICATION);
      conf.unset(TRANSACTION);
      conf.unset(METADATA);
    }
    boolean committed =
        !spark()
            .sql("DESCRIBE HISTORY " + sql() + " LIMIT " + RECENT)
            .filter(
                functions
                    .col("version")
                    .gt(before)
                    .and(functions.col("userMetadata").equalTo(mark)))
            .isEmpty();
    if (!committed && latest() > before) {
      throw JobException.failed(
          path + " was changed by another process meanwhile: nothing was committed; run it again");
    }
  }
}
