package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.spark.io.JobDescription;

/** Links on disk: {@code links/} of an output directory, one row a mention. */
public final class Links {

  private static final List<String> COLUMNS =
      List.of(
          "post_id",
          "mention_id",
          "mention",
          "span_start",
          "span_end",
          "qid",
          "label",
          "confidence",
          "score",
          "score_text",
          "score_image",
          "score_cross",
          "score_name",
          "margin",
          "candidates",
          "description",
          "enrichment_status",
          "image_status",
          "model_version",
          "kb_version",
          "run_id",
          "linked_at",
          "extra");

  private Links() {}

  /**
   * Writes links.
   *
   * @param linked as {@link EntityLinker} gives them; without the columns of an enrichment they are
   *     marked as not enriched
   */
  public static Void write(Dataset<Row> linked, String directory, String runId) {
    List<String> there = Arrays.asList(linked.columns());
    Dataset<Row> rows =
        linked.withColumn("run_id", lit(runId)).withColumn("linked_at", current_timestamp());
    if (!there.contains("description")) {
      rows = rows.withColumn("description", lit(null).cast("string"));
    }
    if (!there.contains("enrichment_status")) {
      rows = rows.withColumn("enrichment_status", lit("off"));
    }
    Dataset<Row> links =
        rows.select(COLUMNS.stream().map(name -> col(name)).toArray(Column[]::new));
    JobDescription.during(
        linked.sparkSession(),
        "Link mentions and write links",
        () -> links.write().mode(SaveMode.Overwrite).parquet(directory + "/links"));
    return null;
  }
}
