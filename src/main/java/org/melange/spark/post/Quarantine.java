package org.melange.spark.post;

import static org.apache.spark.sql.functions.lit;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.config.QuarantineSettings;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.spark.row.Schemas;

/**
 * What could not be used, written beside what could: {@code quarantine/} of an output directory.
 */
public final class Quarantine {

  private Quarantine() {}

  /**
   * Writes rejections.
   *
   * @param rejections rows of {@link Schemas#REJECTION}
   * @return how many there are of each {@code stage/reason}
   */
  public static Map<String, Long> write(Dataset<Row> rejections, String folder) {
    return write(rejections, folder, "");
  }

  /** Writes rejections of the run {@code runId}. */
  public static Map<String, Long> write(Dataset<Row> rejections, String folder, String runId) {
    rejections
        .withColumn("run_id", lit(runId))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder + "/quarantine");
    return counts(rejections.sparkSession().read().parquet(folder + "/quarantine"));
  }

  /** How many rejections there are of each {@code stage/reason}. */
  public static Map<String, Long> counts(Dataset<Row> rejections) {
    Map<String, Long> counts = new TreeMap<>();
    rejections
        .groupBy("stage", "reason")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0) + "/" + row.getString(1), row.getLong(2)));
    return counts;
  }

  /** Posts that were left out as a whole, of counts by {@code stage/reason}. */
  public static long posts(Map<String, Long> rejected) {
    return sum(rejected, Rejection.Stage.POST);
  }

  /** What was left out at {@code stage}. */
  public static long sum(Map<String, Long> rejected, Rejection.Stage stage) {
    return rejected.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(stage.code() + "/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * @throws JobException if more than the allowed share of {@code records} was rejected
   */
  public static void requireShare(long records, long rejected, QuarantineSettings allowed) {
    if (rejected > records * allowed.maxShare()) {
      throw JobException.rejected(
          String.format(
              Locale.ROOT,
              "%d of %d records were rejected, quarantine.max-share allows %.3g of them: see"
                  + " quarantine/ in the output",
              rejected,
              records,
              allowed.maxShare()));
    }
  }
}
