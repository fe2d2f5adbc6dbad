package org.melange.spark.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.melange.spark.io.JobDescription;

/**
 * A stratified sample of rows with {@code post_id} and {@code mention_id}. The order of the rows is
 * that of a hash of the seed and the keys, so the sample does not depend on the partitioning.
 */
public final class StratifiedDraw {

  private StratifiedDraw() {}

  /**
   * Draws.
   *
   * @param rows with {@code post_id} and {@code mention_id}, unique together, and {@code stratum}
   * @param quotas how many rows of each stratum are drawn; few
   * @return the drawn rows in the order of their hash
   */
  public static List<Row> draw(Dataset<Row> rows, Map<String, Long> quotas, long seed) {
    long most = quotas.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Column rank =
        row_number()
            .over(
                Window.partitionBy("stratum")
                    .orderBy(col("draw_order"), col("post_id"), col("mention_id")));
    Dataset<Row> drawn =
        rows.withColumn("draw_order", xxhash64(lit(seed), col("post_id"), col("mention_id")))
            .withColumn("draw_rank", rank)
            // a constant lets Spark discard most rows before it sorts
            .filter(col("draw_rank").leq(most))
            .filter(col("draw_rank").leq(quota(quotas)))
            .drop("draw_rank");
    List<Row> sample =
        new ArrayList<>(
            JobDescription.during(
                rows.sparkSession(), "Draw a sample of links", drawn::collectAsList));
    sample.sort(
        Comparator.<Row>comparingLong(row -> row.<Long>getAs("draw_order"))
            .thenComparing(row -> row.<String>getAs("post_id"))
            .thenComparing(row -> row.<String>getAs("mention_id")));
    return sample;
  }

  private static Column quota(Map<String, Long> quotas) {
    if (quotas.isEmpty()) {
      return lit(0);
    }
    Column[] entries =
        quotas.entrySet().stream()
            .flatMap(entry -> List.of(lit(entry.getKey()), lit(entry.getValue())).stream())
            .toArray(Column[]::new);
    return coalesce(map(entries).getItem(col("stratum")), lit(0L));
  }
}
