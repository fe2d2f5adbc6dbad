package org.melange.spark.backfill;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.io.HadoopFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a backfill:
 *
 * <pre>
 * plan.json        the plan; absent while it is made
 * found/           mentions that are compared and not current, and a sample of others
 * compared/        the same with their links, by what is to be done
 * results/SHARD/   links of a shard
 * done/PART        the results of a shard, or the changes, are complete
 * changes/         all links that differ, as they were and as they are now
 * published        the links are in the table
 * states/          the posts as they are published
 * rejections/      changes of the quarantine
 * </pre>
 */
final class BackfillFiles {

  private static final Logger LOG = LoggerFactory.getLogger(BackfillFiles.class);

  /** The directory of links that differ. */
  static final String CHANGES = "changes";

  /** The directory of mentions with their links. */
  static final String COMPARED = "compared";

  /** The part of mentions that are linked. */
  static final String LINK = "link";

  /** The part of mentions that are current. */
  static final String CURRENT = "current";

  /** The part of other mentions. */
  static final String OTHER = "other";

  private static final String PLAN = "/plan.json";
  private static final String PUBLISHED = "/published";

  private final SparkSession spark;
  private final String directory;

  /** The schemas of what this object wrote. Reading one from a file is a Spark job. */
  private final Map<String, StructType> schemas = new HashMap<>();

  BackfillFiles(SparkSession spark, String directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /** The plan that an earlier run left; empty if there is none or it was not finished. */
  Optional<BackfillPlan> read() {
    try {
      return Optional.of(BackfillPlan.parse(HadoopFiles.read(directory + PLAN)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the plan in " + directory, e);
    } catch (IllegalArgumentException e) {
      LOG.warn("The plan in {} cannot be read and is made anew: {}", directory, e.getMessage());
      return Optional.empty();
    }
  }

  void write(BackfillPlan plan) {
    HadoopFiles.write(directory + PLAN, plan.toJson());
  }

  void delete() {
    HadoopFiles.delete(directory + PLAN); // the rest alone is not a plan
    HadoopFiles.delete(directory);
  }

  String path(String part) {
    return directory + "/" + part;
  }

  String results(int shard) {
    return path("results/" + shard);
  }

  Dataset<Row> read(String part) {
    DataFrameReader reader = spark.read();
    if (schemas.containsKey(part)) {
      reader.schema(schemas.get(part));
    }
    return reader.parquet(path(part));
  }

  /** A part of the mentions with their links; empty if it has none. */
  Optional<Dataset<Row>> compared(String part) {
    String path = path(COMPARED + "/part=" + part);
    return HadoopFiles.exists(path) ? Optional.of(spark.read().parquet(path)) : Optional.empty();
  }

  void write(Dataset<Row> rows, String part) {
    rows.write().mode(SaveMode.Overwrite).parquet(path(part));
    schemas.put(part, rows.schema());
  }

  void done(String part) {
    HadoopFiles.write(path("done/" + part), "");
  }

  /** The parts that are complete: numbers of shards, and {@link #CHANGES}. */
  List<String> done() {
    return HadoopFiles.names(path("done"));
  }

  boolean isPublished() {
    return HadoopFiles.exists(directory + PUBLISHED);
  }

  void published() {
    HadoopFiles.write(directory + PUBLISHED, "");
  }
}
