package org.melange.spark.post;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.run.JobException;
import org.melange.spark.input.FileScan;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.InputListing;

/**
 * Posts in files.
 *
 * @param format of the files
 * @param path a file, a directory or a glob, as {@link InputFiles} interprets it
 * @param maxChars the longest record, in chars
 * @param partitions the number of partitions of the posts
 * @param orderBy the field that tells which of several records of one post is the newest; empty:
 *     the one with the smallest hash is kept
 */
public record PostInput(
    PostFormat format, String path, int maxChars, int partitions, String orderBy) {

  /** Posts without an order. */
  public PostInput(PostFormat format, String path, int maxChars, int partitions) {
    this(format, path, maxChars, partitions, "");
  }

  /**
   * Lists the files.
   *
   * @throws JobException if there are none
   */
  public InputListing files() {
    return InputFiles.list(path, format.names());
  }

  /**
   * Parses the records of files.
   *
   * @return rows of {@link ParsedPostCodec#SCHEMA}
   * @throws JobException if the files do not have this format
   */
  public Dataset<Row> records(SparkSession spark, InputListing files) {
    if (format == PostFormat.PARQUET) {
      ParquetPosts.check(spark, path, files.files());
    }
    return FileScan.read(
        spark, files.files(), PostParsers.of(format, maxChars), ParsedPostCodec.SCHEMA);
  }
}
