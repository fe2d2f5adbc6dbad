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
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.LeaseFence;
import org.melange.spark.io.Leases;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.Schemas;

/**
 * Answers that were paid for, on disk: {@code answers/} in Parquet, one row a question and a few
 * superseded ones, and {@code journal/}, where the answers of a run stand until they are rolled
 * into it. The next run rolls what one that died left behind.
 *
 * <p>Nothing is changed in place and nothing deleted before what replaces it is there; what a crash
 * leaves twice is read once. One application at a time uses a ledger, until it ends.
 */
final class AnswerStore {

  private static final String KIND = "enrichment-ledger";

  /** More small files than this are merged. */
  private static final int SMALL_FILES = 16;

  private static final int[] PERCENTILES = {50, 90, 99, 100};
  private static final long SMALL = 64L << 20;
  private static final long LARGE = 256L << 20;

  private final SparkSession spark;
  private final String folder;
  private final Consumer<String> told;
  private Lease lease;

  private AnswerStore(SparkSession spark, String folder, Consumer<String> told) {
    this.spark = spark;
    this.folder = folder;
    this.told = told;
  }

  /**
   * Opens a ledger for this application, or makes one; rolls what runs that died left in journals.
   * Damaged files are moved to {@code damaged/}; the questions that they answered count as not
   * asked.
   *
   * @param told is told if it has to wait for the ledger, and which files are damaged
   */
  static AnswerStore open(SparkSession spark, String folder, Consumer<String> told) {
    AnswerStore ledger = new AnswerStore(spark, PathResolver.absolute(folder), told);
    ledger.lease =
        JvmSingletons.get(
            "ledger " + ledger.folder + " for " + spark.sparkContext().applicationId(),
            () -> ledger.take(told));
    ledger.check().parts(ledger.folder + "/answers");
    ledger.roll();
    return ledger;
  }

  private AnswerStoreCheck check() {
    return new AnswerStoreCheck(spark, folder + "/damaged", told);
  }

  /** Makes the ledger this application's, until it ends. */
  private Lease take(Consumer<String> waiting) {
    HadoopFiles.makeDirectory(folder + "/answers");
    if (HadoopFiles.exists(folder + "/" + Manifest.FILE)) {
      HadoopFiles.manifest(folder, KIND);
    } else {
      HadoopFiles.write(folder + "/" + Manifest.FILE, new Manifest(KIND, "1", Map.of()).toJson());
    }
    SparkContext context = spark.sparkContext();
    Lease taken = Leases.take(folder, context.appName() + " " + context.applicationId(), waiting);
    context.addSparkListener(new Release(taken));
    return taken;
  }

  /** Where the tasks of a run keep their journals. */
  String journal(String runId) {
    return folder + "/journal/" + runId;
  }

  /** Lets tasks see that the ledger still is this application's. */
  LeaseFence fence() {
    return new LeaseFence(folder, lease.generation());
  }

  /** Where batches are remembered until their answers are here. */
  String batches() {
    return folder + "/batches";
  }

  /** Where batches are kept that could not be collected. */
  String lostBatches() {
    return folder + "/lost-batches/" + UUID.randomUUID();
  }

  /** Adds answers. */
  void append(Dataset<Row> rows) {
    append(latest(rows), 1);
  }

  /**
   * Rows of {@link Schemas#LEDGER}, the latest of each question. Those of earlier versions about
   * questions that got no answer are left out: they say nothing about the question.
   */
  Dataset<Row> answers() {
    return latest(spark.read().schema(Schemas.LEDGER).parquet(folder + "/answers"))
        .filter(col("status").notEqual("exhausted"));
  }

  /** Moves what stands in journals to {@code answers/}. No task may be writing. */
  void roll() {
    Leases.require(lease);
    List<String> files = WriteAheadLogs.list(folder + "/journal");
    if (!files.isEmpty()) {
      append(
          latest(
              spark
                  .createDataset(files, Encoders.STRING())
                  .repartition(
                      Math.min(files.size(), 4 * spark.sparkContext().defaultParallelism()))
                  .mapPartitions(new WriteAheadLogs.Rows(), Encoders.row(Schemas.LEDGER))),
          1);
      check().journals(files);
    }
    Leases.require(lease);
    HadoopFiles.delete(folder + "/journal");
    compact();
  }

  /** What a run came to, how many of its answers are malformed, and the content of one. */
  record Totals(EnrichmentTotals enrichment, long malformed, String example) {}

  /**
   * What a run came to.
   *
   * @param asked what its tasks say
   * @throws JobException if fewer answers are there than the tasks have settled
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
              "%d answers were written down, %d are in the ledger %s: it must lie where all"
                  + " machines reach it (enrich.ledger)",
              asked.settled(),
              row.getLong(0),
              folder));
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

  /** Merges small files; the old ones go when the new ones are there. */
  private void compact() {
    List<FileStatus> small = smallFiles();
    if (small.size() > SMALL_FILES) {
      String[] paths = small.stream().map(f -> f.getPath().toString()).toArray(String[]::new);
      long bytes = small.stream().mapToLong(FileStatus::getLen).sum();
      append(latest(spark.read().schema(Schemas.LEDGER).parquet(paths)), (int) (bytes / LARGE) + 1);
      Arrays.stream(paths).forEach(HadoopFiles::delete);
    }
  }

  private List<FileStatus> smallFiles() {
    try {
      Path path = new Path(folder + "/answers");
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
      throw HadoopFiles.failure("listing the ledger " + folder, e);
    }
  }

  private void append(Dataset<Row> rows, int files) {
    Leases.require(lease);
    rows.coalesce(files).write().mode(SaveMode.Append).parquet(folder + "/answers");
  }

  private static Dataset<Row> latest(Dataset<Row> rows) {
    Column all =
        struct(Arrays.stream(Schemas.LEDGER.fieldNames()).map(n -> col(n)).toArray(Column[]::new));
    return rows.groupBy("key")
        .agg(max_by(all, struct(col("at"), col("tries"))).as("row"))
        .select("row.*");
  }

  /** Gives the ledger back when the application ends. */
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
