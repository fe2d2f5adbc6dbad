package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;
import org.melange.spark.input.FileScan;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.row.Schemas;

/**
 * Posts as read from any {@link PostFormat}: those that can be used, and what had to be left out.
 * Every record of the input is in exactly one of the two.
 *
 * @param posts rows of {@link Schemas#POST}, one a post id, spread by post id
 * @param rejections rows of {@link Schemas#REJECTION}
 * @param cached what {@link #close()} lets go
 */
public record PostSource(Dataset<Row> posts, Dataset<Row> rejections, Dataset<Row> cached)
    implements AutoCloseable {

  /**
   * Reads posts; cached on the executors, until {@link #close()}, since the input is looked at more
   * than once.
   *
   * @param path a file, a directory or a glob, as {@link InputFiles} understands it
   * @param maxChars the longest record that is read
   * @param partitions into how many parts the posts are spread
   * @throws JobException if the input does not exist, has no record, or is not of this format
   */
  public static PostSource read(
      SparkSession spark, PostFormat format, String path, int maxChars, int partitions) {
    List<InputFile> files = InputFiles.list(path);
    if (format == PostFormat.PARQUET) {
      ParquetPosts.check(spark, path, files);
    }
    Dataset<Row> parsed =
        FileScan.read(spark, files, PostParsers.of(format, maxChars), ParsedPostCodec.SCHEMA)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      requireRecords(parsed, path);
      return split(parsed, partitions);
    } catch (RuntimeException e) {
      parsed.unpersist();
      throw e;
    }
  }

  @Override
  public void close() {
    cached.unpersist();
  }

  /** An input without posts is more likely a wrong path than a day on which nothing happened. */
  private static void requireRecords(Dataset<Row> parsed, String path) {
    if (parsed.isEmpty()) {
      throw JobException.input(path + " holds no posts: all of its files are empty");
    }
  }

  /**
   * Of several posts with one id the one with the smallest hash is kept, so that the choice does
   * not hang on the order of the input; identical records are alike anyway.
   */
  private static PostSource split(Dataset<Row> parsed, int partitions) {
    Dataset<Row> numbered =
        parsed
            .filter(col("post_id").isNotNull())
            .repartition(partitions, col("post_id"))
            .withColumn(
                "copy", row_number().over(Window.partitionBy("post_id").orderBy("record_hash")));
    Dataset<Row> kept = numbered.filter(col("copy").equalTo(1));
    Dataset<Row> refused =
        rejections(parsed.filter(col("post_id").isNull()))
            .unionByName(rejections(kept))
            .unionByName(duplicates(numbered));
    return new PostSource(
        kept.select("post_id", "text", "mentions", "images", "extra"), refused, parsed);
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
