package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.config.QuarantineSettings;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;
import org.melange.spark.row.ValueCounts;

/** Rejected records and mentions, written to {@code quarantine/} of an output directory. */
public final class Quarantine {

  private Quarantine() {}

  /**
   * Writes rejections.
   *
   * @param rejections rows of {@link Schemas#REJECTION}
   * @return the number of rejections by {@code stage/reason}
   */
  public static Map<String, Long> write(Dataset<Row> rejections, String directory) {
    return write(rejections, directory, "");
  }

  /** Writes rejections of the run {@code runId}. */
  public static Map<String, Long> write(Dataset<Row> rejections, String directory, String runId) {
    JobDescription.during(
        rejections.sparkSession(),
        "Write the quarantine",
        () ->
            rejections
                .withColumn("run_id", lit(runId))
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(directory + "/quarantine"));
    return counts(rejections.sparkSession().read().parquet(directory + "/quarantine"));
  }

  /** The number of rejections by {@code stage/reason}. */
  public static Map<String, Long> counts(Dataset<Row> rejections) {
    return ValueCounts.of(
        rejections.select(concat_ws("/", col("stage"), col("reason")).as("rejection")),
        "rejection");
  }

  /**
   * The number of rejected posts.
   *
   * @param rejected counts by {@code stage/reason}
   */
  public static long posts(Map<String, Long> rejected) {
    return sum(rejected, Rejection.Stage.POST);
  }

  /** The number of rejections at {@code stage}. */
  public static long sum(Map<String, Long> rejected, Rejection.Stage stage) {
    return rejected.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(stage.code() + "/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Checks the share of rejected records.
   *
   * @throws JobException if it is more than {@code allowed}
   */
  public static void requireShare(long records, long rejected, QuarantineSettings allowed) {
    if (rejected > records * allowed.maxShare()) {
      throw JobException.rejected(
          String.format(
              Locale.ROOT,
              "%d of %d records were rejected, but quarantine.max-share allows a share of %.3g",
              rejected,
              records,
              allowed.maxShare()));
    }
  }
}
