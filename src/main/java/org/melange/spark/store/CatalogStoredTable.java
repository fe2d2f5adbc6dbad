package org.melange.spark.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;

/** A table of a Spark catalog that supports {@code MERGE INTO}, such as Apache Iceberg. */
final class CatalogStoredTable extends StoredTable {

  /** Iceberg leaves younger files that no version has: a writer may be about to commit them. */
  private static final Duration ORPHAN_AGE = Duration.ofDays(1);

  private final String name;

  CatalogStoredTable(SparkSession spark, String name) {
    super(spark);
    this.name = name;
  }

  @Override
  String name() {
    return name;
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
  boolean isNew() {
    return version().isEmpty();
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
  List<StoredFile> files() {
    return spark()
        .sql(
            "SELECT partition."
                + StoreSchemas.BUCKET
                + ", file_size_in_bytes FROM "
                + name
                + ".files")
        .collectAsList()
        .stream()
        .map(row -> new StoredFile(StoreSchemas.BUCKET + "=" + row.getInt(0), row.getLong(1)))
        .toList();
  }

  /** Snapshots themselves take files. */
  @Override
  boolean hasOldFiles() {
    return true;
  }

  @Override
  List<StoredVersion> versions() {
    return spark()
        .sql("SELECT snapshot_id, committed_at FROM " + name + ".snapshots ORDER BY committed_at")
        .collectAsList()
        .stream()
        .map(
            row ->
                new StoredVersion(Long.toString(row.getLong(0)), row.getTimestamp(1).toInstant()))
        .toList();
  }

  @Override
  void compact(long fileSize) {
    call(
        "rewrite_data_files",
        "options => map('target-file-size-bytes', '" + fileSize + "', 'min-input-files', '2')");
  }

  @Override
  void expire(Instant oldest) {
    call("expire_snapshots", "older_than => TIMESTAMP '" + oldest + "', retain_last => 1");
    Instant unused = Instant.now().minus(ORPHAN_AGE);
    call(
        "remove_orphan_files",
        "older_than => TIMESTAMP '" + (unused.isBefore(oldest) ? unused : oldest) + "'");
  }

  @Override
  void restore(String version) {
    call("set_current_snapshot", "snapshot_id => " + version);
  }

  /** Calls a procedure that Iceberg defines. */
  private void call(String procedure, String arguments) {
    String catalog = name.substring(0, name.indexOf('.'));
    spark()
        .sql("CALL %s.system.%s(table => '%s', %s)".formatted(catalog, procedure, name, arguments));
  }

  @Override
  void commit(String description, String statement) {
    spark().sql(statement);
  }
}
