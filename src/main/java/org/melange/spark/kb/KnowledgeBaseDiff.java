package org.melange.spark.kb;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The differences of two versions of a knowledge base. Fields are compared by hashes, so that the
 * contents of entities are not shuffled.
 *
 * @param before the earlier version
 * @param after the later version
 */
public record KnowledgeBaseDiff(KnowledgeBase before, KnowledgeBase after) {

  /** A row of the later version only. */
  public static final String ADDED = "added";

  /** A row of the earlier version only. */
  public static final String REMOVED = "removed";

  /** An entity of the earlier version that redirects to one of the later version. */
  public static final String MERGED = "merged";

  /** A row of both versions, with other content. */
  public static final String CHANGED = "changed";

  /** The fields of an entity that are compared. */
  public static final List<String> FIELDS =
      List.of("label", "description", "aliases", "types", "popularity", "images", "redirects");

  private static final String CHANGE = "change";

  /**
   * The entities that differ: {@code qid}, {@code change}, {@code merged_into} and {@code fields},
   * the fields that differ.
   */
  public Dataset<Row> entities(SparkSession spark) {
    Dataset<Row> old = hashed(before.entities(spark), "old_");
    Dataset<Row> now = hashed(after.entities(spark), "new_");
    return old.join(now, col("old_qid").equalTo(col("new_qid")), "full_outer")
        .withColumn("qid", coalesce(col("old_qid"), col("new_qid")))
        .withColumn("fields", changedFields())
        .join(
            after.redirects(spark),
            col("new_qid").isNull().and(col("qid").equalTo(col("from"))),
            "left")
        .withColumn(CHANGE, change())
        .filter(col(CHANGE).isNotNull())
        .select("qid", CHANGE, "merged_into", "fields");
  }

  private static Dataset<Row> hashed(Dataset<Row> entities, String prefix) {
    return entities.select(
        Stream.concat(
                Stream.of(col("qid").as(prefix + "qid")),
                FIELDS.stream().map(field -> xxhash64(col(field)).as(prefix + field)))
            .toArray(Column[]::new));
  }

  private static Column changedFields() {
    Column[] changed =
        FIELDS.stream()
            .map(field -> when(col("old_" + field).notEqual(col("new_" + field)), lit(field)))
            .toArray(Column[]::new);
    return array_compact(array(changed));
  }

  private static Column change() {
    return when(col("old_qid").isNull(), ADDED)
        .when(col("merged_into").isNotNull(), MERGED)
        .when(col("new_qid").isNull(), REMOVED)
        .when(size(col("fields")).gt(0), CHANGED);
  }

  /**
   * The names that differ: {@code name}, {@code qid}, {@code change}, and kind and weight in both
   * versions.
   */
  public Dataset<Row> names(SparkSession spark) {
    Dataset<Row> old = renamed(before.names(spark), "old_");
    Dataset<Row> now = renamed(after.names(spark), "new_");
    Column same =
        col("old_kind").equalTo(col("new_kind")).and(col("old_weight").equalTo(col("new_weight")));
    return old.join(
            now,
            col("old_name").equalTo(col("new_name")).and(col("old_qid").equalTo(col("new_qid"))),
            "full_outer")
        .withColumn(
            CHANGE,
            when(col("old_name").isNull(), ADDED)
                .when(col("new_name").isNull(), REMOVED)
                .when(not(same), CHANGED))
        .filter(col(CHANGE).isNotNull())
        .select(
            coalesce(col("old_name"), col("new_name")).as("name"),
            coalesce(col("old_qid"), col("new_qid")).as("qid"),
            col(CHANGE),
            col("old_kind").as("kind_before"),
            col("new_kind").as("kind_after"),
            col("old_weight").as("weight_before"),
            col("new_weight").as("weight_after"));
  }

  private static Dataset<Row> renamed(Dataset<Row> names, String prefix) {
    return names.select(
        Stream.of("name", "qid", "kind", "weight")
            .map(column -> col(column).as(prefix + column))
            .toArray(Column[]::new));
  }
}
