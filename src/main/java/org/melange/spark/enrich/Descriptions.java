package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.spark.row.ValueCounts;

/** Writes {@code descriptions/} of an output directory: one row per mention. */
public final class Descriptions {

  private static final List<String> COLUMNS =
      List.of(
          "post_id",
          "mention_id",
          "mention",
          "span_start",
          "span_end",
          "description",
          "enrichment_status",
          "run_id");

  private Descriptions() {}

  /**
   * Writes descriptions.
   *
   * @param enriched the result of {@link DescriptionEnricher}
   * @return number of mentions by {@code enrichment_status}, counted in the written files
   */
  public static Map<String, Long> write(Dataset<Row> enriched, String directory, String runId) {
    enriched
        .withColumn("run_id", lit(runId))
        .select(COLUMNS.stream().map(name -> col(name)).toArray(Column[]::new))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(directory + "/descriptions");
    return ValueCounts.of(
        enriched.sparkSession().read().parquet(directory + "/descriptions"), "enrichment_status");
  }
}
