package org.melange.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import org.melange.corpus.Rejection;
import org.melange.run.JobException;

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
   * @param path a file, a folder or a glob
   * @param maxChars the longest record that is read
   * @param partitions into how many parts the posts are spread
   * @throws JobException if the input does not exist or its columns do not fit
   */
  public static PostSource read(
      SparkSession spark, PostFormat format, String path, int maxChars, int partitions) {
    Dataset<Row> parsed =
        switch (format) {
          case JSONL -> lines(spark, path, maxChars);
          case PARQUET -> parquet(spark, path, maxChars);
          case MIMIC -> mimic(spark, path, maxChars);
        };
    return split(parsed.persist(StorageLevel.MEMORY_AND_DISK()), partitions);
  }

  @Override
  public void close() {
    cached.unpersist();
  }

  private static Dataset<Row> lines(SparkSession spark, String path, int maxChars) {
    List<String> files = HadoopFiles.list(path);
    return map(
        spark.read().textFile(files.toArray(String[]::new)), new PostParsers.Lines(maxChars));
  }

  private static Dataset<Row> mimic(SparkSession spark, String path, int maxChars) {
    List<String> files = HadoopFiles.list(path);
    return map(
        spark.createDataset(files, Encoders.STRING()).repartition(files.size()),
        new PostParsers.MimicFiles(maxChars));
  }

  private static Dataset<Row> parquet(SparkSession spark, String path, int maxChars) {
    DataFrameReader reader = spark.read();
    if (HadoopFiles.isFolder(path)) {
      // Folders such as date=2026-01-31 below it are columns.
      reader.option("basePath", path);
    }
    String[] files = HadoopFiles.list(path).toArray(String[]::new);
    try {
      return map(
          ParquetPosts.canonical(path, reader.parquet(files)), new PostParsers.Rows(maxChars));
    } catch (Exception e) {
      notParquet(e)
          .ifPresent(
              error -> {
                throw error;
              });
      throw e;
    }
  }

  private static Optional<JobException> notParquet(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER".equals(spark.getCondition())) {
        return Optional.of(
            JobException.input(cause.getMessage().lines().findFirst().orElse(""), error));
      }
    }
    return Optional.empty();
  }

  private static <T> Dataset<Row> map(Dataset<T> input, MapPartitionsFunction<T, Row> parser) {
    return input.mapPartitions(parser, Encoders.row(ParsedCodec.SCHEMA));
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
