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

  private final String path;
  private final DeltaLogFiles log;

  DeltaStoredTable(SparkSession spark, String path) {
    super(spark);
    this.path = path;
    this.log = new DeltaLogFiles(path);
  }

  @Override
  String sql() {
    return "delta." + quoted(path);
  }

  @Override
  boolean exists() {
    return log.latest() >= 0;
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
                + ", 'delta.dataSkippingStatsColumns' = 'post_id')");
  }

  @Override
  String version() {
    return Long.toString(log.latest());
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
    long before = log.latest();
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
    long after = log.latest();
    if (after > before && !log.holds(mark, before + 1, after)) {
      throw JobException.failed(
          path + " was changed by another process meanwhile: nothing was committed; run it again");
    }
  }
}
