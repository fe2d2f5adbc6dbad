package org.melange.spark.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.row.Schemas;
import scala.Option;

/**
 * A table with atomic commits that Spark SQL reads and writes. Every change is one commit. Not
 * thread-safe.
 */
abstract class StoredTable {

  /** In the rows of {@link #merge}: whether the row with this key is deleted. */
  static final String GONE = "_gone";

  /**
   * A data file of a version of a table.
   *
   * @param partition that all of its rows belong to
   * @param bytes its size
   */
  record StoredFile(String partition, long bytes) {}

  /**
   * A version of a table.
   *
   * @param id as time travel accepts it
   * @param time when it was committed
   */
  record StoredVersion(String id, Instant time) {}

  private final SparkSession spark;

  StoredTable(SparkSession spark) {
    this.spark = spark;
  }

  /** The table's name, for users. */
  abstract String name();

  /** The table's name in SQL. */
  abstract String sql();

  abstract boolean exists();

  /** Whether the table was created and nothing was committed to it since. */
  abstract boolean isNew();

  /** Creates the table, partitioned by {@link StoreSchemas#BUCKET}, unless it exists. */
  abstract void create(StructType schema, Map<String, String> properties);

  /** The current version, as time travel accepts it; empty if there is none. */
  abstract String version();

  /** The rows of the current version. */
  abstract Dataset<Row> read();

  /**
   * The rows of a version.
   *
   * @throws org.melange.run.JobException if there is no such version
   */
  abstract Dataset<Row> read(String version);

  /** The data files of the current version. */
  abstract List<StoredFile> files();

  /** Whether there may be files that only earlier versions have. */
  abstract boolean hasOldFiles();

  /** The versions that can be read, the earliest first. */
  abstract List<StoredVersion> versions();

  /**
   * Joins small files of a bucket to larger ones. The rows stay the same.
   *
   * @param fileSize of joined files at most, in bytes
   */
  abstract void compact(long fileSize);

  /**
   * Deletes the files that only versions have that were replaced before {@code oldest}, the time of
   * the earliest version that is kept. No process may write to the table meanwhile.
   */
  abstract void expire(Instant oldest);

  /** Makes an earlier version the current one, as a new version. */
  abstract void restore(String version);

  /** Runs SQL that changes this table in one commit, or finds that it was changed meanwhile. */
  abstract void commit(String description, String statement);

  final SparkSession spark() {
    return spark;
  }

  /** The properties of the table. */
  final Map<String, String> properties() {
    Map<String, String> all = new HashMap<>();
    for (Row row : spark.sql("SHOW TBLPROPERTIES " + sql()).collectAsList()) {
      all.put(row.getString(0), row.getString(1));
    }
    return all;
  }

  /** Adds the columns that the table lacks. */
  final void addColumns(StructType schema) {
    List<String> there = List.of(read().columns());
    StructType missing = Schemas.without(schema, there);
    if (!missing.isEmpty()) {
      spark.sql("ALTER TABLE " + sql() + " ADD COLUMNS (" + columns(missing) + ")");
    }
  }

  /** Sets properties of the table. */
  final void setProperties(Map<String, String> properties) {
    spark.sql("ALTER TABLE " + sql() + " SET TBLPROPERTIES (" + properties(properties) + ")");
  }

  /** Adds rows whose keys are not in the table. */
  final void append(Dataset<Row> rows, String description) {
    String columns = columns(rows.columns(), "");
    withView(
        rows,
        view ->
            commit(
                description,
                "INSERT INTO " + sql() + " (" + columns + ") SELECT " + columns + " FROM " + view));
  }

  /**
   * Inserts, replaces and deletes rows by key.
   *
   * @param changes columns of the table, and {@link #GONE}
   * @param key columns that identify a row
   */
  final void merge(Dataset<Row> changes, List<String> key, String description) {
    String[] columns =
        Arrays.stream(changes.columns()).filter(name -> !name.equals(GONE)).toArray(String[]::new);
    String on =
        Stream.concat(Stream.of(StoreSchemas.BUCKET), key.stream())
            .map(name -> "t." + quoted(name) + " = s." + quoted(name))
            .collect(Collectors.joining(" AND "));
    String set =
        Arrays.stream(columns)
            .map(name -> quoted(name) + " = s." + quoted(name))
            .collect(Collectors.joining(", "));
    withView(
        changes,
        view ->
            commit(
                description,
                "MERGE INTO "
                    + sql()
                    + " t USING "
                    + view
                    + " s ON "
                    + on
                    + " WHEN MATCHED AND s."
                    + GONE
                    + " THEN DELETE WHEN MATCHED THEN UPDATE SET "
                    + set
                    + " WHEN NOT MATCHED AND NOT s."
                    + GONE
                    + " THEN INSERT ("
                    + columns(columns, "")
                    + ") VALUES ("
                    + columns(columns, "s.")
                    + ")"));
  }

  /** Does work with settings of the session, which are as before afterwards. */
  final void withSettings(Map<String, String> settings, Runnable work) {
    RuntimeConfig conf = spark.conf();
    Map<String, Option<String>> before = new HashMap<>();
    settings.keySet().forEach(key -> before.put(key, conf.getOption(key)));
    settings.forEach(conf::set);
    try {
      work.run();
    } finally {
      before.forEach(
          (key, value) -> {
            if (value.isDefined()) {
              conf.set(key, value.get());
            } else {
              conf.unset(key);
            }
          });
    }
  }

  private void withView(Dataset<Row> rows, java.util.function.Consumer<String> work) {
    String view = "melange_" + UUID.randomUUID().toString().replace("-", "");
    rows.createOrReplaceTempView(view);
    try {
      work.accept(view);
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  private static String columns(String[] names, String prefix) {
    return Arrays.stream(names)
        .map(name -> prefix + quoted(name))
        .collect(Collectors.joining(", "));
  }

  /** The columns of a table as {@code CREATE TABLE} takes them. */
  static String columns(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(StoredTable::column)
        .collect(Collectors.joining(", "));
  }

  private static String column(StructField field) {
    return quoted(field.name()) + " " + field.dataType().sql();
  }

  /** The properties of a table as {@code CREATE TABLE} takes them. */
  static String properties(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(entry -> "'" + entry.getKey() + "' = '" + entry.getValue() + "'")
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
