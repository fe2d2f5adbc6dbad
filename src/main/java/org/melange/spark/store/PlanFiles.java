package org.melange.spark.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.spark.io.HadoopFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a plan:
 *
 * <pre>
 * plan.json           the plan; absent while it is made
 * records/            the staged records
 * results/SHARD/      what a shard led to, before it is committed
 * prepared/SHARD      counts of the results of the shard, which are complete
 * done/SHARD          the shard is committed
 * </pre>
 */
final class PlanFiles {

  private static final Logger LOG = LoggerFactory.getLogger(PlanFiles.class);
  private static final int DIGIT_BITS = Integer.numberOfTrailingZeros(Shard.PARTS);

  private final SparkSession spark;
  private final String directory;

  PlanFiles(SparkSession spark, String directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /**
   * Writes staged rows. They are read once or twice and then deleted, so dictionaries, which take
   * long to build, do not pay.
   */
  static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write().mode(SaveMode.Overwrite).option("parquet.enable.dictionary", "false");
  }

  static String records(String directory) {
    return directory + "/records";
  }

  /** The plan that an earlier run left; empty if there is none or it was not finished. */
  Optional<UpdatePlan> read() {
    try {
      return Optional.of(UpdatePlan.parse(HadoopFiles.read(directory + "/plan.json")));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the plan in " + directory, e);
    } catch (IllegalArgumentException e) {
      LOG.warn("The plan in {} cannot be read and is made anew: {}", directory, e.getMessage());
      return Optional.empty();
    }
  }

  void write(UpdatePlan plan) {
    HadoopFiles.write(directory + "/plan.json", plan.toJson());
  }

  void delete() {
    // The plan first: the rest alone is not a plan.
    HadoopFiles.delete(directory + "/plan.json");
    HadoopFiles.delete(directory);
  }

  /** The staged records of a shard. */
  Dataset<Row> records(Shard shard) {
    String[] files =
        shard.files().stream().map(name -> records(directory) + "/" + name).toArray(String[]::new);
    Dataset<Row> rows = spark.read().schema(PostChanges.SCHEMA).parquet(files);
    int shift = 0;
    for (int digit : shard.digits()) {
      rows =
          rows.filter(
              pmod(shiftright(xxhash64(col(PostChanges.KEY)), shift), lit((long) Shard.PARTS))
                  .equalTo(lit((long) digit)));
      shift += DIGIT_BITS;
    }
    return rows;
  }

  String results(Shard shard) {
    return directory + "/results/" + shard.id();
  }

  /** Notes that the results of a shard are complete. */
  void prepared(Shard shard, ShardResult result) {
    HadoopFiles.write(directory + "/prepared/" + shard.id(), result.toJson());
  }

  /** The counts of a shard whose results are complete. */
  ShardResult preparedResult(Shard shard) {
    String file = directory + "/prepared/" + shard.id();
    try {
      return ShardResult.parse(HadoopFiles.read(file));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  void done(Shard shard) {
    HadoopFiles.write(directory + "/done/" + shard.id(), "");
    HadoopFiles.delete(results(shard));
  }

  List<String> preparedShards() {
    return HadoopFiles.names(directory + "/prepared");
  }

  List<String> doneShards() {
    return HadoopFiles.names(directory + "/done");
  }
}
