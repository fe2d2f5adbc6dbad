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
import org.melange.spark.input.FileScan;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.InputListing;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.row.Schemas;

/**
 * Posts read from a {@link PostFormat}, and the records and mentions that were rejected. Every
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
   * @param path a file, a directory or a glob, as {@link InputFiles} interprets it
   * @param maxChars the longest record, in chars
   * @param partitions the number of partitions of {@link #posts()}
   * @throws JobException if the input does not exist, has no record or does not have this format
   */
  public static PostSource read(
      SparkSession spark, PostFormat format, String path, int maxChars, int partitions) {
    return read(spark, format, path, maxChars, partitions, Optional.empty());
  }

  /**
   * Reads posts and finds their mentions, once: {@code mentions} of the posts is never null, and
   * the rejections include the mentions that {@code extractor} drops.
   *
   * @param extractor finds the mentions of posts that have none
   */
  public static PostSource read(
      SparkSession spark,
      PostFormat format,
      String path,
      int maxChars,
      int partitions,
      MentionExtractor extractor) {
    return read(spark, format, path, maxChars, partitions, Optional.of(extractor));
  }

  private static PostSource read(
      SparkSession spark,
      PostFormat format,
      String path,
      int maxChars,
      int partitions,
      Optional<MentionExtractor> extractor) {
    InputListing files = InputFiles.list(path, format.names());
    if (format == PostFormat.PARQUET) {
      ParquetPosts.check(spark, path, files.files());
    }
    Dataset<Row> records =
        FileScan.read(
            spark, files.files(), PostParsers.of(format, maxChars), ParsedPostCodec.SCHEMA);
    Dataset<Row> parsed =
        extractor
            .map(finder -> finder.find(records, FOUND))
            .orElse(records)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      requireRecords(parsed, path);
      return split(parsed, partitions, extractor, files);
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
   * Of several posts with the same ID, the one with the smallest hash is kept. So the choice does
   * not depend on the order of the input.
   */
  private static PostSource split(
      Dataset<Row> parsed,
      int partitions,
      Optional<MentionExtractor> extractor,
      InputListing files) {
    Dataset<Row> numbered =
        parsed
            .filter(col("post_id").isNotNull())
            .repartition(partitions, col("post_id"))
            .withColumn(
                "copy", row_number().over(Window.partitionBy("post_id").orderBy("record_hash")));
    Dataset<Row> kept = numbered.filter(col("copy").equalTo(1));
    Column mentions =
        extractor.isPresent() ? coalesce(col("mentions"), col(FOUND)) : col("mentions");
    Dataset<Row> posts =
        kept.select(
            col("post_id"), col("text"), mentions.as("mentions"), col("images"), col("extra"));
    Dataset<Row> refused =
        rejections(parsed.filter(col("post_id").isNull()))
            .unionByName(rejections(kept))
            .unionByName(duplicates(numbered));
    return new PostSource(
        posts,
        extractor.map(finder -> refused.unionByName(finder.rejections(posts))).orElse(refused),
        parsed,
        files);
  }

  private static Dataset<Row> rejections(Dataset<Row> parsed) {
    return parsed.select(explode(col("rejections")).as("r")).select("r.*");
  }

  private static Dataset<Row> duplicates(Dataset<Row> numbered) {
    return numbered
        .filter(col("copy").gt(1))
        .select(
            lit(Rejection.Stage.POST.code()).as("stage"),
            lit(Rejection.Reason.DUPLICATE_ID.code()).as("reason"),
            concat(
                    lit("post_id '"),
                    col("post_id"),
                    lit("' appears more than once; the record with the smallest hash is kept"))
                .as("message"),
            substring(
                    to_json(struct(col("post_id"), col("text"), col("mentions"), col("extra"))),
                    1,
                    Rejection.MAX_RECORD)
                .as("record"));
  }
}
