package org.melange.spark.post;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.spark.input.InputListing;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.row.Schemas;

/**
 * Posts read from a {@link PostInput}, and the records and mentions that were rejected. Every
 * record of the input is either a post or a rejection.
 *
 * @param posts rows of {@link Schemas#POST}, one per post ID, partitioned by post ID
 * @param rejections rows of {@link Schemas#REJECTION}
 * @param cached what {@link #close()} releases
 * @param files which files were read
 */
public record PostSource(
    Dataset<Row> posts, Dataset<Row> rejections, Dataset<Row> cached, InputListing files)
    implements AutoCloseable {

  private static final String FOUND = "found_mentions";

  /**
   * Reads posts. They are cached until {@link #close()} because a job reads them more than once.
   *
   * @throws JobException if the input does not exist, has no record or does not have this format
   */
  public static PostSource read(SparkSession spark, PostInput input) {
    return read(spark, input, Optional.empty());
  }

  /**
   * Reads posts and finds their mentions, once: {@code mentions} of the posts is never null, and
   * the rejections include the mentions that {@code extractor} drops.
   *
   * @param extractor finds the mentions of posts that have none
   */
  public static PostSource read(SparkSession spark, PostInput input, MentionExtractor extractor) {
    return read(spark, input, Optional.of(extractor));
  }

  private static PostSource read(
      SparkSession spark, PostInput input, Optional<MentionExtractor> extractor) {
    InputListing files = input.files();
    Dataset<Row> records = input.records(spark, files);
    Dataset<Row> parsed =
        extractor
            .map(finder -> finder.find(records, FOUND))
            .orElse(records)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      requireRecords(parsed, input.path());
      return split(parsed, input, extractor, files);
    } catch (Exception e) { // Spark throws checked exceptions, too
      parsed.unpersist();
      throw e;
    }
  }

  @Override
  public void close() {
    cached.unpersist();
  }

  /** An input without posts is more likely a wrong path than a day without posts. */
  private static void requireRecords(Dataset<Row> parsed, String path) {
    if (JobDescription.during(parsed.sparkSession(), "Read posts", parsed::isEmpty)) {
      throw JobException.input(path + " holds no posts: all of its files are empty");
    }
  }

  /**
   * Of several records of one post, the newest is kept; if none is newer, a deletion; else the one
   * with the smallest hash. So the choice does not depend on the order of the input. A post whose
   * deletion is kept is not there.
   */
  private static PostSource split(
      Dataset<Row> parsed,
      PostInput input,
      Optional<MentionExtractor> extractor,
      InputListing files) {
    Dataset<Row> numbered =
        parsed
            .filter(col("record_kind").notEqual(ParsedPostCodec.REJECTED))
            .repartition(input.partitions(), col("post_id"))
            .withColumn(
                "copy",
                row_number().over(Window.partitionBy("post_id").orderBy(newestFirst(input))));
    Dataset<Row> kept = numbered.filter(col("copy").equalTo(1));
    Column mentions =
        extractor.isPresent() ? coalesce(col("mentions"), col(FOUND)) : col("mentions");
    Dataset<Row> posts =
        kept.filter(col("record_kind").equalTo(ParsedPostCodec.POST))
            .select(
                col("post_id"), col("text"), mentions.as("mentions"), col("images"), col("extra"));
    Dataset<Row> refused =
        rejections(parsed.filter(col("record_kind").equalTo(ParsedPostCodec.REJECTED)))
            .unionByName(rejections(kept))
            .unionByName(duplicates(numbered, input.orderBy()));
    return new PostSource(
        posts,
        extractor
            .map(finder -> refused.unionByName(finder.rejections(posts).drop("post_id")))
            .orElse(refused),
        parsed,
        files);
  }

  private static Column[] newestFirst(PostInput input) {
    return new Column[] {
      PostOrder.key(PostOrder.value(input.orderBy())).desc(),
      col("record_kind").equalTo(ParsedPostCodec.DELETED).desc(),
      col("record_hash")
    };
  }

  private static Dataset<Row> rejections(Dataset<Row> parsed) {
    return parsed.select(explode(col("rejections")).as("r")).select("r.*");
  }

  private static Dataset<Row> duplicates(Dataset<Row> numbered, String orderBy) {
    return numbered
        .filter(col("copy").gt(1).and(col("record_kind").equalTo(ParsedPostCodec.POST)))
        .select(
            lit(Rejection.Stage.POST.code()).as("stage"),
            lit(Rejection.Reason.DUPLICATE_ID.code()).as("reason"),
            duplicateMessage(orderBy).as("message"),
            duplicateRecord().as("record"));
  }

  /** Says which of several records of a post is kept. */
  public static Column duplicateMessage(String orderBy) {
    return concat(
        lit("post_id '"),
        col("post_id"),
        lit("' appears more than once; the record with the "),
        lit(orderBy.isEmpty() ? "smallest hash" : "largest " + orderBy),
        lit(" is kept"));
  }

  /** The record of a post that is not kept, as the quarantine has it. */
  public static Column duplicateRecord() {
    return substring(
        to_json(struct(col("post_id"), col("text"), col("mentions"), col("extra"))),
        1,
        Rejection.MAX_RECORD);
  }
}
