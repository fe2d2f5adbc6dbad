package org.melange.spark.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;

/**
 * Publishes the staged results of a shard: links, then rejections, then the states of posts. The
 * last one is the commit of the shard. A commit that was interrupted is repeated with the same
 * results: rows are replaced by key, so that nothing is there twice.
 *
 * @param store that is changed
 * @param files of the plan
 * @param steps receives the name of each step before it, for tests that stop the process there
 */
record ShardCommit(LinkStore store, PlanFiles files, Consumer<String> steps) {

  /**
   * Commits a shard.
   *
   * @param result the counts of its staged results
   * @param again whether an earlier commit of this shard may have been interrupted
   * @throws org.melange.run.JobException if the lease was lost, or another process wrote
   */
  void commit(Shard shard, ShardResult result, String runId, boolean again) {
    String results = files.results(shard);
    boolean replaces = again || shard.counts().replaced() > 0;
    publish(
        "links",
        result.mentions(),
        store.linksTable(),
        results,
        StoreSchemas.LINKS,
        List.of("post_id", "mention_id"),
        replaces,
        runId + " shard " + shard.id());
    publish(
        "rejections",
        result.rejections(),
        store.quarantineTable(),
        results,
        StoreSchemas.QUARANTINE,
        List.of("rejection_id"),
        true,
        runId + " shard " + shard.id());
    publish(
        "states",
        result.states(),
        store.postsTable(),
        results,
        StoreSchemas.POSTS,
        List.of("post_id"),
        replaces || shard.counts().records() > shard.counts().posts(),
        runId + " shard " + shard.id());
    steps.accept("committed");
    files.done(shard);
  }

  /**
   * Completes the commits that an earlier run began.
   *
   * @param plan of that run
   * @param messages receives messages for the user
   * @throws org.melange.run.JobException as {@link #commit} does
   */
  void complete(UpdatePlan plan, Consumer<String> messages) {
    Set<String> prepared = new HashSet<>(files.preparedShards());
    prepared.removeAll(files.doneShards());
    for (Shard shard : plan.shards()) {
      if (prepared.contains(shard.id())) {
        messages.accept("completing the commit of shard " + shard.id() + " of an earlier run");
        commit(shard, files.preparedResult(shard), plan.runId(), true);
      }
    }
  }

  private void publish(
      String part,
      long count,
      StoredTable table,
      String results,
      StructType schema,
      List<String> key,
      boolean replaces,
      String description) {
    steps.accept("before " + part);
    Dataset<Row> gone = gone(results + "/" + part + "_gone", schema);
    if (count == 0 && (gone == null || gone.isEmpty())) {
      return;
    }
    Dataset<Row> rows = count == 0 ? none(schema) : read(results + "/" + part, schema);
    OutputLease.require(store.root());
    JobDescription.during(
        store.spark(),
        "Publish " + part,
        () -> {
          if (replaces) {
            Dataset<Row> changes = rows.withColumn(StoredTable.GONE, lit(false));
            table.merge(gone == null ? changes : changes.unionByName(gone), key, description);
          } else {
            table.append(rows.repartition(store.buckets(), col(StoreSchemas.BUCKET)), description);
          }
        });
    steps.accept("after " + part);
  }

  private Dataset<Row> none(StructType schema) {
    return store.spark().createDataFrame(List.of(), schema);
  }

  private Dataset<Row> read(String directory, StructType schema) {
    return store.spark().read().schema(schema).parquet(directory);
  }

  /** Keys of rows to delete, with nulls in the other columns; null if there are none. */
  private Dataset<Row> gone(String directory, StructType schema) {
    if (!HadoopFiles.exists(directory)) {
      return null;
    }
    Dataset<Row> keys = store.spark().read().parquet(directory);
    List<String> there = List.of(keys.columns());
    Column[] columns =
        java.util.Arrays.stream(schema.fields())
            .map(field -> there.contains(field.name()) ? col(field.name()) : empty(field))
            .toArray(Column[]::new);
    return keys.select(columns).withColumn(StoredTable.GONE, lit(true));
  }

  private static Column empty(StructField field) {
    return lit(null).cast(field.dataType()).as(field.name());
  }
}
