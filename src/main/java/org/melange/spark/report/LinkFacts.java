package org.melange.spark.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.report.LinkCounts;
import org.melange.report.LinkCounts.Doubt;
import org.melange.report.SampleStrata;
import org.melange.report.SampleStrata.Group;
import org.melange.spark.io.JobDescription;

/** What a report counts of each link, as columns. */
final class LinkFacts {

  private static final String[] KEYS = {"post_id", "mention_id"};
  private static final int LARGEST_MARGIN_BIN = 200;
  private static final List<String> COUNTED =
      List.of(
          "wrong",
          "nil",
          "confidence_bin",
          "margin_bin",
          "image_status",
          "enrichment_status",
          "described");

  private LinkFacts() {}

  /**
   * The keys of links with the columns that are counted.
   *
   * @param answers {@code post_id}, {@code mention_id} and the right entity in {@code right_qid},
   *     where they are known
   */
  static Dataset<Row> of(Dataset<Row> links, Optional<Dataset<Row>> answers) {
    return answered(links, answers)
        .select(
            col("post_id"),
            col("mention_id"),
            col("answered"),
            col("right_qid"),
            col("wrong"),
            col("qid").isNull().as("nil"),
            confidenceBin().as("confidence_bin"),
            marginBin().as("margin_bin"),
            col("image_status"),
            col("enrichment_status"),
            col("description").isNotNull().as("described"));
  }

  /** Counts the rows of {@link #of}. */
  static LinkCounts counts(Dataset<Row> facts) {
    Column[] by = COUNTED.stream().map(name -> col(name)).toArray(Column[]::new);
    List<Row> rows =
        JobDescription.during(
            facts.sparkSession(),
            "Count links by outcome",
            () -> facts.groupBy(by).count().collectAsList());
    return new LinkCounts(rows.stream().map(LinkFacts::cell).toList());
  }

  /** The stratum of a row of {@link #of}, as {@link LinkCounts#strata} counts them. */
  static Column stratum(Optional<Doubt> doubt) {
    Column doubtful = doubt.map(LinkFacts::doubtful).orElse(lit(false));
    Column usable = col("image_status").isin(SampleStrata.NOTHING_WRONG.toArray());
    Column group =
        when(col("wrong"), Group.WRONG.code())
            .when(col("nil"), Group.NIL.code())
            .when(doubtful, Group.DOUBTFUL.code())
            .when(not(usable), Group.IMAGE.code())
            .otherwise(Group.PLAIN.code());
    return concat(group, lit("/"), col("image_status"));
  }

  /** Whether a link is doubtful; false for NIL. */
  static Column doubtful(Doubt doubt) {
    Column bin = col(doubt.byConfidence() ? "confidence_bin" : "margin_bin");
    return not(col("nil")).and(bin.lt(doubt.below()));
  }

  private static Dataset<Row> answered(Dataset<Row> links, Optional<Dataset<Row>> answers) {
    if (answers.isEmpty()) {
      return links
          .withColumn("answered", lit(false))
          .withColumn("right_qid", lit(null).cast("string"))
          .withColumn("wrong", lit(false));
    }
    return links
        .join(answers.get().withColumn("answered", lit(true)), KEYS, "left")
        .withColumn("answered", coalesce(col("answered"), lit(false)))
        .withColumn("wrong", col("answered").and(not(col("qid").eqNullSafe(col("right_qid")))));
  }

  private static Column confidenceBin() {
    Column bin =
        least(
            floor(col("confidence").multiply(LinkCounts.CONFIDENCE_BINS)),
            lit((long) LinkCounts.CONFIDENCE_BINS - 1));
    return when(col("confidence").isNull(), LinkCounts.NO_BIN).otherwise(bin).cast("int");
  }

  /** Only where there is no confidence: the number of combinations stays small. */
  private static Column marginBin() {
    Column margin = col("margin").cast("double");
    Column bin =
        greatest(
            lit(-(long) LARGEST_MARGIN_BIN),
            least(
                floor(log2(margin).multiply(LinkCounts.MARGIN_BINS_PER_DOUBLING)),
                lit((long) LARGEST_MARGIN_BIN)));
    return when(col("confidence").isNotNull().or(margin.isNull()), LinkCounts.NO_BIN)
        .when(margin.leq(0), -LARGEST_MARGIN_BIN)
        .otherwise(bin)
        .cast("int");
  }

  private static LinkCounts.Cell cell(Row row) {
    return new LinkCounts.Cell(
        row.<Boolean>getAs("wrong"),
        row.<Boolean>getAs("nil"),
        row.<Integer>getAs("confidence_bin"),
        row.<Integer>getAs("margin_bin"),
        row.getAs("image_status"),
        row.getAs("enrichment_status"),
        row.<Boolean>getAs("described"),
        row.<Long>getAs("count"));
  }
}
