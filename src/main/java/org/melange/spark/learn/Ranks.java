package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.eval.RankedMention;
import org.melange.spark.io.JobDescription;
import org.melange.spark.link.GoldRanker;
import org.melange.spark.row.ValueCounts;

/**
 * Ranks on disk: {@code ranks/} of an evaluation, one row a mention with what it is counted under.
 */
public final class Ranks {

  private static final List<String> GROUPS =
      List.of(
          "image",
          "words",
          "entities_with_name",
          "candidates",
          "entity_seen",
          NameRelations.COLUMN,
          "mention_words",
          "mention_case");

  private Ranks() {}

  /**
   * Writes ranks.
   *
   * @param ranked mentions as {@link GoldRanker} gives them, with {@code mention_key}, {@code
   *     candidates}, {@link NameRelations}, and with {@code rank_2} and so on where there are
   *     further models, or {@link ReleasedRanks}
   * @param baselines as {@link BaselineRanks} gives them
   * @param seen column {@code seen}: entities of the training set
   */
  public static void write(
      Dataset<Row> ranked, Dataset<Row> baselines, Dataset<Row> seen, String directory) {
    Dataset<Row> keyed = baselines.withColumnRenamed("mention_key", "baseline_key");
    Dataset<Row> ranks =
        ranked
            .join(keyed, col("mention_key").equalTo(col("baseline_key")), "left")
            .join(seen, col("gold_qid").equalTo(col("seen")), "left")
            .select(columns(ranked));
    JobDescription.during(
        ranked.sparkSession(),
        "Rank entities and write ranks",
        () -> ranks.write().mode(SaveMode.Overwrite).parquet(directory + "/ranks"));
  }

  /** The columns on disk. */
  private static Column[] columns(Dataset<Row> ranked) {
    Stream<Column> ranks =
        Arrays.stream(ranked.columns())
            .filter(name -> name.matches("rank(_[0-9]+|_released)?"))
            .map(name -> col(name));
    return Stream.of(
            Stream.of(col("mention_key"), col("gold_qid")),
            ranks,
            Stream.of(
                col("rank_by_name"),
                col("rank_by_overlap"),
                col("rank_by_lexical"),
                when(col("image_status").equalTo("ok"), lit("with image"))
                    .otherwise(lit("without image"))
                    .as("image"),
                col("image_status"),
                expr("case when size(split(trim(text), ' +')) <= 5 then '5 or fewer'"
                        + " when size(split(trim(text), ' +')) <= 10 then '6-10'"
                        + " else '11 or more' end")
                    .as("words"),
                bucket(expr("size(filter(candidates, c -> c.match in ('exact', 'alias')))"))
                    .as("entities_with_name"),
                bucket(size(col("candidates"))).as("candidates"),
                when(col("seen").isNotNull(), lit("seen in training"))
                    .otherwise(lit("unseen"))
                    .as("entity_seen"),
                col(NameRelations.COLUMN),
                expr("case least(size(split(trim(mention), ' +')), 3)"
                        + " when 1 then '1' when 2 then '2' else '3 or more' end")
                    .as("mention_words"),
                when(col("mention").rlike("^[^\\p{Ll}]*\\p{Lu}[^\\p{Ll}]*$"), lit("all capitals"))
                    .when(col("mention").rlike("^\\p{Lu}"), lit("first capital"))
                    .otherwise(lit("other"))
                    .as("mention_case")))
        .flatMap(Function.identity())
        .toArray(Column[]::new);
  }

  /** How many mentions have each {@code image_status}. */
  public static Map<String, Long> images(SparkSession spark, String directory) {
    return JobDescription.during(
        spark,
        "Count images of mentions",
        () -> ValueCounts.of(spark.read().parquet(directory + "/ranks"), "image_status"));
  }

  /** Reads the ranks in {@code column}. */
  public static List<RankedMention> read(SparkSession spark, String directory, String column) {
    return JobDescription.during(
            spark, "Read ranks", () -> spark.read().parquet(directory + "/ranks").collectAsList())
        .stream()
        .map(row -> mention(row, column))
        .toList();
  }

  private static RankedMention mention(Row row, String column) {
    Map<String, String> groups = new TreeMap<>();
    GROUPS.forEach(group -> groups.put(group.replace('_', ' '), row.getAs(group)));
    Integer rank = row.getAs(column);
    return RankedMention.of(
        row.getAs("mention_key"), rank == null ? RankedMention.MISSED : rank, groups);
  }

  private static Column bucket(Column count) {
    return when(count.equalTo(0), lit("0"))
        .when(count.equalTo(1), lit("1"))
        .when(count.leq(4), lit("2-4"))
        .when(count.leq(9), lit("5-9"))
        .otherwise(lit("10 or more"));
  }
}
