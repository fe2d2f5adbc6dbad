package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.run.JobException;
import org.melange.run.RunId;
import org.melange.spark.backfill.Comparison.Totals;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputLease;
import org.melange.spark.store.LinkStore;

/**
 * Finds out what a backfill has to do.
 *
 * @param store the table
 * @param comparison of its links
 * @param files that mentions are staged in
 * @param settings {@code run.*} and {@code backfill.*}
 */
record BackfillPlanner(
    LinkStore store, Comparison comparison, BackfillFiles files, Settings settings) {

  /** How many mentions differ, and with them as many as are verified. */
  private record Found(Map<String, Long> changes, long images, long mentions, long unanswered) {

    static final Found NOTHING = new Found(Map.of(), 0, 0, 0);
  }

  /**
   * Counts what there is to do; writes nothing.
   *
   * @throws JobException if the content of posts is not known
   */
  BackfillCounts counts() {
    return counts(comparison.totals().compared() == 0 ? Found.NOTHING : found(requireRecords()));
  }

  /**
   * Stages the mentions that are compared and not current, and about as many others as are
   * verified.
   *
   * @param request identifies the table and what it is brought up to date with
   * @throws JobException if the content of posts is not known, or a question has no answer
   */
  BackfillPlan stage(String request) {
    Found found = comparison.totals().compared() == 0 ? Found.NOTHING : staged();
    OutputLease.require(store.root());
    BackfillPlan plan = new BackfillPlan(RunId.next(), request, counts(found), shards());
    files.write(plan);
    return plan;
  }

  private Found staged() {
    Column current = col(Comparison.CHANGE).equalTo(Change.CURRENT);
    long every =
        Math.max(
            1,
            comparison.totals().mentions() / Math.max(1, 2L * settings.backfill().verifySample()));
    Column sampled = pmod(xxhash64(col("post_id"), col("mention_id")), lit(every)).equalTo(lit(0L));
    Dataset<Row> some = requireRecords().filter(not(current).or(sampled));
    JobDescription.during(
        store.spark(), "Compare the inputs of links", () -> files.write(some, "found"));
    Found found = found(files.read("found"));
    requireAnswers(found);
    int partitions = 4 * store.spark().sparkContext().defaultParallelism();
    Column linking = col(Comparison.CHANGE).isin(Change.NEW, Change.RELINK);
    Dataset<Row> staged =
        comparison
            .withOld(files.read("found"), found.mentions())
            .withColumn(
                "part",
                when(linking, BackfillFiles.LINK)
                    .when(current, BackfillFiles.CURRENT)
                    .otherwise(BackfillFiles.OTHER));
    JobDescription.during(
        store.spark(),
        "Stage mentions",
        () ->
            staged
                .repartition(partitions, col("part"), col("post_id"))
                .write()
                .mode(SaveMode.Overwrite)
                .option("maxRecordsPerFile", settings.run().shardPosts())
                .partitionBy("part")
                .parquet(files.path(BackfillFiles.COMPARED)));
    return found;
  }

  private Dataset<Row> requireRecords() {
    long unknown = comparison.totals().incomplete();
    if (unknown > 0) {
      throw JobException.usage(
          String.format(
              Locale.ROOT,
              "the table does not have the content of %,d posts (images inside of records, or posts"
                  + " of an earlier release): give them with --posts",
              unknown));
    }
    return comparison.mentions();
  }

  private Found found(Dataset<Row> mentions) {
    boolean described = Arrays.asList(mentions.columns()).contains("enrichment_status");
    Column unanswered =
        described
            ? col("enrichment_status").equalTo(new EnrichmentOutcome.Skipped().status())
            : lit(false);
    List<Row> rows =
        JobDescription.during(
            store.spark(),
            "Compare the inputs of links",
            () ->
                mentions
                    .groupBy(Comparison.CHANGE)
                    .agg(
                        count(lit(1)),
                        count(when(size(col("images")).gt(0), 1)),
                        count(when(unanswered, 1)))
                    .collectAsList());
    Map<String, Long> changes = new TreeMap<>();
    rows.forEach(row -> changes.put(row.getString(0), row.getLong(1)));
    return new Found(
        changes,
        sum(rows, row -> isLinked(row.getString(0)) ? row.getLong(2) : 0),
        sum(rows, row -> row.getLong(1)),
        sum(rows, row -> row.getLong(3)));
  }

  private static long sum(List<Row> rows, ToLongFunction<Row> value) {
    return rows.stream().mapToLong(value).sum();
  }

  private static boolean isLinked(String change) {
    return change.equals(Change.NEW) || change.equals(Change.RELINK);
  }

  private BackfillCounts counts(Found found) {
    Totals totals = comparison.totals();
    Map<String, Long> changes = found.changes();
    return new BackfillCounts(
        totals.posts(),
        totals.mentions(),
        changes.getOrDefault(Change.RELINK, 0L),
        changes.getOrDefault(Change.NEW, 0L),
        changes.getOrDefault(Change.GONE, 0L),
        changes.getOrDefault(Change.RULE, 0L) + totals.ruled(),
        changes.getOrDefault(Change.MOVED, 0L),
        found.images());
  }

  /** Without their answers, links would lose the descriptions that they have. */
  private static void requireAnswers(Found found) {
    if (found.unanswered() > 0) {
      throw JobException.failed(
          String.format(
              Locale.ROOT,
              "the questions about %,d mentions were not answered: nothing was published. Start"
                  + " again when the service or the budget allows; answers are kept",
              found.unanswered()));
    }
  }

  /** Files of mentions that are linked, in groups of about as many mentions as a shard has. */
  private List<List<String>> shards() {
    List<List<String>> shards = new ArrayList<>();
    List<String> open = new ArrayList<>();
    long mentions = 0;
    for (Row file : filesToLink()) {
      if (!open.isEmpty() && mentions + file.getLong(1) > settings.run().shardPosts()) {
        shards.add(open);
        open = new ArrayList<>();
        mentions = 0;
      }
      open.add(file.getString(0));
      mentions += file.getLong(1);
    }
    if (!open.isEmpty()) {
      shards.add(open);
    }
    return shards;
  }

  private List<Row> filesToLink() {
    return files
        .compared(BackfillFiles.LINK)
        .map(
            mentions ->
                mentions
                    .groupBy(input_file_name().as("file"))
                    .count()
                    .orderBy("file")
                    .collectAsList())
        .orElse(List.of());
  }
}
