package org.melange.spark.store;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.Rejection;
import org.melange.spark.post.ParsedPostCodec;
import org.melange.spark.post.PostOrder;
import org.melange.spark.post.PostSource;

/**
 * Compares records with a store. Each record gets a column {@code change}. Of several records of
 * one post, one counts: a valid one before a rejected one, then the newest, then a deletion, then
 * the one with the smallest hash.
 *
 * @param orderBy the field that tells which record is newer; empty: none, and a record of this run
 *     counts more than what the store has
 * @param retry whether posts that are in the quarantine count as new
 */
record PostChanges(String orderBy, boolean retry) {

  /** A post that the store does not have. */
  static final String NEW = "new";

  /** A post with other content than the store has. */
  static final String CHANGED = "changed";

  /** A deletion that the store does not have. */
  static final String REMOVED = "removed";

  /** A record that is rejected, whose post the store does not have in a usable form. */
  static final String QUARANTINED = "quarantined";

  /** A record that is rejected and leaves its post as it is. */
  static final String REJECTED = "rejected";

  /** A record that the store has. */
  static final String UNCHANGED = "unchanged";

  /** A record that is older than what the store has. */
  static final String OUTDATED = "outdated";

  /** A record that another record of this run takes the place of. */
  static final String DUPLICATE = "duplicate";

  /** The changes that something is to be done for. */
  static final List<String> STAGED = List.of(NEW, CHANGED, REMOVED, QUARANTINED, REJECTED);

  /** Identifies what a record is about: its post, or the record itself. */
  static final String KEY = "record_key";

  /** What {@link #of} gives. */
  static final StructType SCHEMA =
      ParsedPostCodec.SCHEMA
          .add("post_order", DataTypes.StringType)
          .add("rejection_id", DataTypes.StringType)
          .add(KEY, DataTypes.StringType)
          .add("change", DataTypes.StringType)
          .add("known", DataTypes.BooleanType);

  private static final String POST_MARK = "=";
  private static final String RECORD_MARK = "-";

  /**
   * Adds {@link #KEY}, {@code post_order}, {@code rejection_id}, {@code change} and {@code known},
   * which says whether the store has the post.
   *
   * @param records rows of {@link ParsedPostCodec#SCHEMA}
   */
  Dataset<Row> of(Dataset<Row> records, LinkStore store, int partitions) {
    Dataset<Row> keyed =
        records
            .withColumn("post_order", PostOrder.value(orderBy))
            .withColumn("rejection_id", rejectionId())
            .withColumn(KEY, key(col("post_id"), col("rejection_id")))
            .repartition(partitions, col(KEY));
    WindowSpec copies = Window.partitionBy(KEY).orderBy(countingFirst());
    Dataset<Row> numbered =
        keyed
            .withColumn("copy", row_number().over(copies))
            .withColumn("kept_hash", first("record_hash").over(copies));
    Dataset<Row> rejected = withDuplicatesRejected(numbered);
    return withKnown(rejected, store)
        .withColumn("change", change())
        .withColumn("known", col("known_state").isNotNull())
        .select(StoreSchemas.columns(SCHEMA.fieldNames()));
  }

  private static Column[] countingFirst() {
    return new Column[] {
      is(ParsedPostCodec.REJECTED),
      PostOrder.key(col("post_order")).desc(),
      is(ParsedPostCodec.DELETED).desc(),
      col("record_hash")
    };
  }

  /** A post that another record takes the place of, without an order, is rejected. */
  private Dataset<Row> withDuplicatesRejected(Dataset<Row> numbered) {
    Column dropped =
        orderBy.isEmpty()
            ? col("copy")
                .gt(1)
                .and(is(ParsedPostCodec.POST))
                .and(col("record_hash").notEqual(col("kept_hash")))
            : lit(false);
    Column rejection =
        struct(
            lit(Rejection.Stage.POST.code()).as("stage"),
            lit(Rejection.Reason.DUPLICATE_ID.code()).as("reason"),
            PostSource.duplicateMessage(orderBy).as("message"),
            PostSource.duplicateRecord().as("record"));
    return numbered
        .withColumn("duplicate", dropped)
        .withColumn(
            "rejections", when(col("duplicate"), array(rejection)).otherwise(col("rejections")))
        .withColumn(
            "rejection_id", when(col("duplicate"), rejectionId()).otherwise(col("rejection_id")));
  }

  /** Adds what the store has. */
  private static Dataset<Row> withKnown(Dataset<Row> records, LinkStore store) {
    boolean noRejections = store.hasNoRejections();
    if (!store.hasNoPosts() || !noRejections) {
      Dataset<Row> known = noRejections ? knownPosts(store) : known(store);
      return records.join(known, records.col(KEY).equalTo(known.col("known_key")), "left");
    }
    return records
        .withColumn("known_key", lit(null).cast(DataTypes.StringType))
        .withColumn("known_hash", lit(null).cast(DataTypes.StringType))
        .withColumn("known_order", lit(null).cast(DataTypes.StringType))
        .withColumn("known_state", lit(null).cast(DataTypes.StringType))
        .withColumn("known_rejections", noRejections());
  }

  private static Column noRejections() {
    return lit(null).cast(DataTypes.createArrayType(DataTypes.StringType));
  }

  /** What a store without rejections has, by {@link #KEY}. */
  private static Dataset<Row> knownPosts(LinkStore store) {
    return store
        .posts()
        .select(
            key(col("post_id"), lit("")).as("known_key"),
            col("post_hash").as("known_hash"),
            col("post_order").as("known_order"),
            col("state").as("known_state"))
        .withColumn("known_rejections", noRejections());
  }

  /** What the store has, by {@link #KEY}. */
  private static Dataset<Row> known(LinkStore store) {
    Dataset<Row> posts =
        knownPosts(store).drop("known_rejections").withColumnRenamed("known_key", "posts_key");
    Dataset<Row> rejections =
        store
            .quarantine()
            .groupBy(key(col("post_id"), col("rejection_id")).as("rejections_key"))
            .agg(collect_set("rejection_id").as("known_rejections"));
    return posts
        .join(rejections, col("posts_key").equalTo(col("rejections_key")), "full_outer")
        .withColumn("known_key", coalesce(col("posts_key"), col("rejections_key")))
        .drop("posts_key", "rejections_key");
  }

  private Column change() {
    Column same = col("known_hash").equalTo(col("record_hash"));
    Column inQuarantine = col("known_state").equalTo(PostStates.QUARANTINED);
    Column told = array_contains(col("known_rejections"), col("rejection_id"));
    Column rejection = when(coalesce(told, lit(false)), UNCHANGED).otherwise(REJECTED);
    Column absent = col("known_state").isNull();
    Column current = same.and(retry ? inQuarantine.unary_$bang() : lit(true));
    return when(
            col("copy").gt(1),
            when(col("duplicate").or(is(ParsedPostCodec.REJECTED)), rejection).otherwise(DUPLICATE))
        .when(
            is(ParsedPostCodec.REJECTED),
            when(col("post_id").isNull(), rejection)
                .when(absent, QUARANTINED)
                .when(inQuarantine, when(same, UNCHANGED).otherwise(QUARANTINED))
                .otherwise(rejection))
        .when(absent, when(is(ParsedPostCodec.DELETED), REMOVED).otherwise(NEW))
        .when(current, UNCHANGED)
        .when(outdated(), OUTDATED)
        .when(is(ParsedPostCodec.DELETED), REMOVED)
        .otherwise(CHANGED);
  }

  /** Whether the store has a newer record; of two that are equally new, as in one run. */
  private Column outdated() {
    if (orderBy.isEmpty()) {
      return lit(false);
    }
    Column mine = PostOrder.key(col("post_order"));
    Column stored = PostOrder.key(col("known_order"));
    Column storedDeletion = col("known_state").equalTo(PostStates.DELETED);
    Column deletion = is(ParsedPostCodec.DELETED);
    Column storedRejection = col("known_state").equalTo(PostStates.QUARANTINED);
    Column first =
        when(deletion.notEqual(storedDeletion), storedDeletion)
            .otherwise(col("known_hash").lt(col("record_hash")));
    return storedRejection.unary_$bang().and(mine.lt(stored).or(mine.equalTo(stored).and(first)));
  }

  private static Column is(String kind) {
    return col("record_kind").equalTo(kind);
  }

  static Column key(Column postId, Column rejectionId) {
    return when(postId.isNull(), concat(lit(RECORD_MARK), rejectionId))
        .otherwise(concat(lit(POST_MARK), postId));
  }

  /** The identifier of a record's first rejection, null where there is none. */
  private static Column rejectionId() {
    Column rejection = get(col("rejections"), lit(0));
    return when(
        rejection.isNotNull(),
        StoreSchemas.rejectionId(
            col("post_id"),
            rejection.getField("stage"),
            rejection.getField("reason"),
            rejection.getField("record")));
  }

  /** Whether the post of a staged record is linked. */
  static Column linked() {
    return col("change").isin(NEW, CHANGED);
  }

  /** Whether a staged record replaces a post that the store has. */
  static Column replaced() {
    return col("known").and(col("change").isin(CHANGED, REMOVED, QUARANTINED));
  }

  /** Counts by {@code change}, to be observed before the rows are filtered. */
  static Column[] counts() {
    return new Column[] {
      count(lit(1)).as("records"),
      counted(NEW, "added"),
      counted(CHANGED, "changed"),
      count(when(col("change").equalTo(REMOVED).and(col("known")), 1)).as("removed"),
      counted(UNCHANGED, "unchanged"),
      counted(OUTDATED, "outdated"),
      counted(DUPLICATE, "duplicates"),
      count(when(is(ParsedPostCodec.REJECTED), 1)).as("rejected")
    };
  }

  private static Column counted(String change, String name) {
    return count(when(col("change").equalTo(change), 1)).as(name);
  }
}
