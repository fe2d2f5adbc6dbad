package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.lease.Lease;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.LeaseFence;
import org.melange.spark.io.Leases;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the answers that were paid for. {@code answers/} is Parquet with one row per question,
 * plus some superseded rows. {@code journal/} holds the answers of the current run until they are
 * committed to {@code answers/}; after a crash, the next run commits them.
 *
 * <p>No file is changed in place, and none is deleted before its replacement is complete. An answer
 * that a crash has left twice is read once. One application at a time holds an answer store, until
 * it ends.
 */
final class AnswerStore {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);

  private static final String KIND = "enrichment-ledger";

  /** More small files than this are compacted. */
  private static final int SMALL_FILES = 16;

  private static final int[] PERCENTILES = {50, 90, 99, 100};
  private static final long SMALL = 64L << 20;
  private static final long LARGE = 256L << 20;

  private final SparkSession spark;
  private final String directory;
  private final Consumer<String> progress;
  private Lease lease;

  private AnswerStore(SparkSession spark, String directory, Consumer<String> progress) {
    this.spark = spark;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Opens or creates an answer store for this application and commits the logs of crashed runs.
   * Damaged files are moved to {@code damaged/}; the questions that they answered are asked again.
   *
   * @param progress receives a message while it waits for another application, and a warning for
   *     each damaged file
   */
  static AnswerStore open(SparkSession spark, String directory, Consumer<String> progress) {
    AnswerStore store = new AnswerStore(spark, PathResolver.absolute(directory), progress);
    store.lease =
        JvmSingletons.get(
            "ledger " + store.directory + " for " + spark.sparkContext().applicationId(),
            () -> store.acquire(progress));
    JobDescription.during(
        spark, "Check the answer store", () -> store.check().parts(store.directory + "/answers"));
    store.commit();
    return store;
  }

  private AnswerStoreCheck check() {
    return new AnswerStoreCheck(spark, directory + "/damaged", progress);
  }

  /** Acquires the answer store until the application ends. */
  private Lease acquire(Consumer<String> progress) {
    HadoopFiles.makeDirectory(directory + "/answers");
    if (HadoopFiles.exists(directory + "/" + Manifest.FILE)) {
      HadoopFiles.manifest(directory, KIND);
    } else {
      HadoopFiles.write(
          directory + "/" + Manifest.FILE, new Manifest(KIND, "1", Map.of()).toJson());
    }
    SparkContext context = spark.sparkContext();
    Lease taken =
        Leases.take(directory, context.appName() + " " + context.applicationId(), progress);
    context.addSparkListener(new Release(taken));
    LOG.info("acquired the answer store {}", directory);
    return taken;
  }

  /** The directory for the logs of a run. */
  String journal(String runId) {
    return directory + "/journal/" + runId;
  }

  /** Lets tasks check that the application still holds the answer store. */
  LeaseFence fence() {
    return new LeaseFence(directory, lease.generation());
  }

  /** The directory for open batches. */
  String batches() {
    return directory + "/batches";
  }

  /** A new directory for batches that could not be collected. */
  String lostBatches() {
    return directory + "/lost-batches/" + UUID.randomUUID();
  }

  /** Adds answers of {@link Schemas#ANSWER}. */
  void append(Dataset<Row> rows) {
    append(latest(rows), 1);
  }

  /**
   * The latest answer to each question, as rows of {@link Schemas#ANSWER}. Rows of earlier versions
   * with the status {@code exhausted} are left out, since they say nothing about the question.
   */
  Dataset<Row> answers() {
    return latest(spark.read().schema(Schemas.ANSWER).parquet(directory + "/answers"))
        .filter(col("status").notEqual("exhausted"));
  }

  /** Commits the logs to {@code answers/}. No task may be writing. */
  void commit() {
    Leases.require(lease);
    List<String> files = WriteAheadLogs.list(directory + "/journal");
    if (!files.isEmpty()) {
      LOG.info("committing {} logs of the answer store {}", files.size(), directory);
      JobDescription.during(
          spark, "Commit answers to the answer store", () -> append(journals(files), 1));
      check().journals(files);
    }
    Leases.require(lease);
    HadoopFiles.delete(directory + "/journal");
    compact();
  }

  private Dataset<Row> journals(List<String> files) {
    int partitions = Math.min(files.size(), 4 * spark.sparkContext().defaultParallelism());
    return latest(
        spark
            .createDataset(files, Encoders.STRING())
            .repartition(partitions)
            .mapPartitions(new WriteAheadLogs.Rows(), Encoders.row(Schemas.ANSWER)));
  }

  /** The totals of a run, the number of malformed answers, and the content of one of them. */
  record Totals(EnrichmentTotals enrichment, long malformed, String example) {}

  /**
   * The totals of a run.
   *
   * @param asked the result that its tasks report
   * @throws JobException if the answer store has fewer answers than the tasks have settled
   */
  Totals totals(String runId, Asked asked, double seconds) {
    Column malformed = col("status").equalTo("malformed");
    Row row =
        answers()
            .filter(col("run_id").equalTo(runId))
            .agg(
                count(lit(1)),
                coalesce(sum("tokens_in"), lit(0L)),
                coalesce(sum("tokens_out"), lit(0L)),
                coalesce(sum("cost_usd"), lit(0.0)),
                percentile_approx(
                    when(col("latency_ms").gt(0), col("latency_ms")),
                    array(lit(0.5), lit(0.9), lit(0.99), lit(1.0)),
                    lit(10_000)),
                count(when(malformed, lit(1))),
                coalesce(min(when(malformed, col("content"))), lit("")))
            .first();
    if (row.getLong(0) < asked.settled()) {
      throw JobException.failed(
          String.format(
              Locale.ROOT,
              "tasks wrote %d answers, but the answer store %s has %d: it must be on storage that all"
                  + " machines share (enrich.answer-store)",
              asked.settled(),
              directory,
              row.getLong(0)));
    }
    Map<Integer, Long> latency = new LinkedHashMap<>();
    for (int i = 0; i < PERCENTILES.length && !row.isNullAt(4); i++) {
      latency.put(PERCENTILES[i], row.<Long>getList(4).get(i));
    }
    return new Totals(
        new EnrichmentTotals(
            row.getLong(0),
            asked.skipped(),
            asked.why(),
            asked.requests(),
            new Usage(row.getLong(1), row.getLong(2)),
            row.getDouble(3),
            seconds,
            latency),
        row.getLong(5),
        row.getString(6));
  }

  /** Merges small files; the old ones are deleted when the new ones are complete. */
  private void compact() {
    List<FileStatus> small = smallFiles();
    if (small.size() > SMALL_FILES) {
      String[] paths = small.stream().map(f -> f.getPath().toString()).toArray(String[]::new);
      long bytes = small.stream().mapToLong(FileStatus::getLen).sum();
      LOG.debug("merging {} small files of the answer store", paths.length);
      Dataset<Row> rows = latest(spark.read().schema(Schemas.ANSWER).parquet(paths));
      JobDescription.during(
          spark, "Compact the answer store", () -> append(rows, (int) (bytes / LARGE) + 1));
      Arrays.stream(paths).forEach(HadoopFiles::delete);
    }
  }

  private List<FileStatus> smallFiles() {
    try {
      Path path = new Path(directory + "/answers");
      FileSystem fs = HadoopFiles.fileSystem(path);
      List<FileStatus> small = new ArrayList<>();
      for (FileStatus file : fs.listStatus(path)) {
        if (file.isFile()
            && file.getPath().getName().endsWith(".parquet")
            && file.getLen() < SMALL) {
          small.add(file);
        }
      }
      return small;
    } catch (IOException e) {
      throw HadoopFiles.failure("listing the ledger " + directory, e);
    }
  }

  private void append(Dataset<Row> rows, int files) {
    Leases.require(lease);
    rows.coalesce(files).write().mode(SaveMode.Append).parquet(directory + "/answers");
  }

  private static Dataset<Row> latest(Dataset<Row> rows) {
    Column all =
        struct(Arrays.stream(Schemas.ANSWER.fieldNames()).map(n -> col(n)).toArray(Column[]::new));
    return rows.groupBy("key")
        .agg(max_by(all, struct(col("answered_at"), col("replies"))).as("row"))
        .select("row.*");
  }

  /** Releases the answer store when the application ends. */
  private static final class Release extends SparkListener {
    private final Lease lease;

    Release(Lease lease) {
      this.lease = lease;
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
      lease.close();
    }
  }
}
