package org.melange.spark.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Stages the records that something is to be done for, and divides them into shards.
 *
 * @param store that is compared with
 * @param changes how records are compared
 * @param shardPosts the most records of a shard
 * @param partitions of the comparison
 */
record UpdatePlanner(LinkStore store, PostChanges changes, int shardPosts, int partitions) {

  /** Staged files of a full shard, so that shards are nearly full. */
  private static final int FILES_PER_SHARD = 8;

  private static final String CHANGE = "change";

  /**
   * Stages the records and makes a plan, which is not written yet.
   *
   * @param records rows of {@link org.melange.spark.post.ParsedPostCodec#SCHEMA}
   */
  UpdatePlan plan(Dataset<Row> records, String runId, String request) {
    Observation observed = new Observation();
    Column[] counts = PostChanges.counts();
    Dataset<Row> staged =
        changes
            .of(records, store, partitions)
            .observe(
                observed,
                counts[0],
                CollectionConverters.asScala(List.of(counts).subList(1, counts.length)).toSeq())
            .filter(col(CHANGE).isInCollection(PostChanges.STAGED));
    String directory = PlanFiles.records(store.plan());
    JobDescription.during(
        store.spark(),
        "Compare the posts with the links table",
        () ->
            PlanFiles.writer(staged)
                .option("maxRecordsPerFile", Math.max(1, shardPosts / FILES_PER_SHARD))
                .parquet(directory));
    return new UpdatePlan(runId, request, counts(observed), shards(directory));
  }

  private static PlanCounts counts(Observation observed) {
    Map<String, Object> values = values(observed);
    return new PlanCounts(
        (Long) values.get("records"),
        (Long) values.get("added"),
        (Long) values.get("changed"),
        (Long) values.get("removed"),
        (Long) values.get("unchanged"),
        (Long) values.get("outdated"),
        (Long) values.get("duplicates"),
        (Long) values.get("rejected"));
  }

  static Map<String, Object> values(Observation observed) {
    try {
      return CollectionConverters.asJava(observed.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while posts were compared", e);
    }
  }

  private List<Shard> shards(String directory) {
    List<Row> files =
        JobDescription.during(
            store.spark(),
            "Divide the posts into shards",
            () ->
                store
                    .spark()
                    .read()
                    .schema(PostChanges.SCHEMA)
                    .parquet(directory)
                    .groupBy(input_file_name().as("file"))
                    .agg(count(lit(1)), posts(), rejections(), replaced())
                    .collectAsList());
    Map<String, ShardCounts> counts = new TreeMap<>();
    files.forEach(file -> counts.put(new Path(file.getString(0)).getName(), counts(file, 1)));
    return ShardPacking.pack(counts, shardPosts);
  }

  private static ShardCounts counts(Row row, int column) {
    return new ShardCounts(
        row.getLong(column),
        row.getLong(column + 1),
        row.getLong(column + 2),
        row.getLong(column + 3));
  }

  private static Column posts() {
    return count(when(PostChanges.linked(), 1));
  }

  private static Column rejections() {
    return coalesce(sum(size(col("rejections"))), lit(0L));
  }

  private static Column replaced() {
    return count(when(PostChanges.replaced(), 1));
  }

  /** The parts of a shard that have records. */
  List<Shard> split(Shard shard) {
    List<Shard> parts = new ArrayList<>();
    PlanFiles files = new PlanFiles(store.spark(), store.plan());
    for (int digit = 0; digit < Shard.PARTS; digit++) {
      Shard part = shard.part(digit, ShardCounts.NONE);
      ShardCounts counts =
          counts(
              files.records(part).agg(count(lit(1)), posts(), rejections(), replaced()).first(), 0);
      if (counts.records() > 0) {
        parts.add(shard.part(digit, counts));
      }
    }
    return parts;
  }
}
