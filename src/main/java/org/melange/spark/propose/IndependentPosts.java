package org.melange.spark.propose;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Finds the posts of a group that count. Posts are ordered by confidence, then identifier. A post
 * counts if no earlier one of the group has the same text or one of its pictures. So no two posts
 * that count share either.
 */
final class IndependentPosts {

  /** Whether a post counts. */
  static final String INDEPENDENT = "independent";

  private static final String RANK = "rank";

  private IndependentPosts() {}

  /** The order of posts in a group. */
  static Column[] order() {
    return new Column[] {col("confidence").desc_nulls_last(), col("post_id")};
  }

  /**
   * One row for each group and post, with the best mention of the post and {@link #INDEPENDENT}.
   *
   * @param mentions rows with at least the columns of {@link MentionEvidence#SCHEMA}
   * @param group columns that identify a group, none of them null
   */
  static Dataset<Row> of(Dataset<Row> mentions, String... group) {
    String[] post = with(group, "post_id");
    Dataset<Row> posts =
        mentions
            .withColumn(
                RANK,
                row_number()
                    .over(
                        within(post)
                            .orderBy(col("confidence").desc_nulls_last(), col("mention_id"))))
            .filter(col(RANK).equalTo(1));
    Dataset<Row> pictures =
        posts
            .withColumn("picture", explode(col("images")))
            .withColumn(RANK, row_number().over(within(with(group, "picture")).orderBy(order())))
            .groupBy(columns(post))
            .agg(max(RANK).as("picture_rank"));
    return posts
        .withColumn(RANK, row_number().over(within(with(group, "text_key")).orderBy(order())))
        .join(pictures, post, "left")
        .withColumn(
            INDEPENDENT, col(RANK).equalTo(1).and(coalesce(col("picture_rank"), lit(1)).equalTo(1)))
        .drop(RANK, "picture_rank");
  }

  static WindowSpec within(String... columns) {
    return Window.partitionBy(columns(columns));
  }

  static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  private static String[] with(String[] group, String column) {
    return Stream.concat(Arrays.stream(group), Stream.of(column)).toArray(String[]::new);
  }
}
