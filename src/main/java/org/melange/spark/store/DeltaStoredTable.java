package org.melange.spark.store;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputLease;

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
  String name() {
    return path;
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
  boolean isNew() {
    return log.latest() == 0;
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
    String number = Long.toString(Long.parseLong(version));
    if (versions().stream().noneMatch(known -> known.id().equals(number))) {
      throw JobException.usage(
          path + " has no version " + version + ": the current one is " + version());
    }
    return spark().read().format("delta").option("versionAsOf", number).load(path);
  }

  @Override
  List<StoredFile> files() {
    Map<String, Long> sizes = HadoopFiles.sizes(path);
    return Arrays.stream(read().inputFiles())
        .map(file -> new Path(URI.create(file)))
        .map(
            file ->
                new StoredFile(
                    file.getParent().getName(),
                    sizes.get(file.getParent().getName() + "/" + file.getName())))
        .toList();
  }

  @Override
  boolean hasOldFiles() {
    long all =
        HadoopFiles.sizes(path).keySet().stream()
            .filter(file -> file.startsWith(StoreSchemas.BUCKET + "="))
            .count();
    return all > files().size();
  }

  /** Without those whose files a {@code VACUUM} may have deleted, as the log tells. */
  @Override
  List<StoredVersion> versions() {
    List<StoredVersion> all = new ArrayList<>();
    Instant cutoff = Instant.MIN;
    for (Row row :
        spark()
            .sql("DESCRIBE HISTORY " + sql())
            .select("version", "timestamp", "operation", "operationParameters")
            .orderBy("version")
            .collectAsList()) {
      Instant time = row.getTimestamp(1).toInstant();
      all.add(new StoredVersion(Long.toString(row.getLong(0)), time));
      if (row.getString(2).equals("VACUUM START")) {
        Map<String, String> parameters = row.getJavaMap(3);
        String retained =
            parameters.getOrDefault(
                "specifiedRetentionMillis", parameters.get("defaultRetentionMillis"));
        Instant deleted = time.minusMillis(Long.parseLong(retained));
        cutoff = deleted.isAfter(cutoff) ? deleted : cutoff;
      }
    }
    return all.subList(TableMaintenance.expired(all, cutoff).size(), all.size());
  }

  @Override
  void compact(long fileSize) {
    withSettings(
        Map.of(
            "spark.databricks.delta.optimize.maxFileSize",
            Long.toString(fileSize),
            "spark.databricks.delta.optimize.minFileSize",
            Long.toString((long) (fileSize * TableMaintenance.LARGE_ENOUGH))),
        () -> spark().sql("OPTIMIZE " + sql()));
  }

  @Override
  void expire(Instant oldest) {
    double hours = Math.max(0, Duration.between(oldest, Instant.now()).toMillis() / 3.6e6);
    withSettings(
        Map.of(
            "spark.databricks.delta.retentionDurationCheck.enabled",
            "false",
            "spark.databricks.delta.vacuum.logging.enabled",
            "true",
            // Tasks that list files: as many as given, even for a few directories.
            "spark.sql.sources.parallelPartitionDiscovery.parallelism",
            Integer.toString(4 * spark().sparkContext().defaultParallelism())),
        () -> spark().sql(String.format(Locale.ROOT, "VACUUM %s RETAIN %.6f HOURS", sql(), hours)));
  }

  @Override
  void restore(String version) {
    spark().sql("RESTORE TABLE " + sql() + " TO VERSION AS OF " + version);
  }

  @Override
  void commit(String description, String statement) {
    long before = log.latest();
    OutputLease.require(path); // after reading the version: who took the lease since then wins
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
