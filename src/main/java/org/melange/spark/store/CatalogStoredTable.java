package org.melange.spark.store;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;

/** A table of a Spark catalog that supports {@code MERGE INTO}, such as Apache Iceberg. */
final class CatalogStoredTable extends StoredTable {

  private final String name;

  CatalogStoredTable(SparkSession spark, String name) {
    super(spark);
    this.name = name;
  }

  @Override
  String sql() {
    return name;
  }

  @Override
  boolean exists() {
    return spark().catalog().tableExists(name);
  }

  @Override
  void create(StructType schema, Map<String, String> properties) {
    spark()
        .sql(
            "CREATE TABLE IF NOT EXISTS "
                + name
                + " ("
                + columns(schema)
                + ") PARTITIONED BY ("
                + StoreSchemas.BUCKET
                + ") TBLPROPERTIES ("
                + properties(properties)
                + ")");
  }

  /** The directory of the table. */
  String location() {
    return spark().sql("DESCRIBE TABLE EXTENDED " + name).collectAsList().stream()
        .filter(row -> "Location".equals(row.getString(0)))
        .map(row -> row.getString(1))
        .findFirst()
        .orElseThrow(
            () ->
                JobException.usage(
                    "the catalog tells no location of " + name + ", where its lease could be"));
  }

  @Override
  String version() {
    return spark()
        .sql("SELECT snapshot_id FROM " + name + ".refs WHERE name = 'main'")
        .collectAsList()
        .stream()
        .map(row -> Long.toString(row.getLong(0)))
        .findFirst()
        .orElse("");
  }

  @Override
  Dataset<Row> read() {
    return spark().table(name);
  }

  @Override
  Dataset<Row> read(String version) {
    if (!version.matches("\\d{1,19}")) {
      throw JobException.usage("a version of " + name + " is a number, not '" + version + "'");
    }
    boolean known =
        spark().sql("SELECT snapshot_id FROM " + name + ".snapshots").collectAsList().stream()
            .anyMatch(row -> version.equals(Long.toString(row.getLong(0))));
    if (!known) {
      throw JobException.usage(
          name + " has no version " + version + ": the current one is " + version());
    }
    return spark().sql("SELECT * FROM " + name + " VERSION AS OF " + version);
  }

  @Override
  void commit(String description, String statement) {
    spark().sql(statement);
  }
}
