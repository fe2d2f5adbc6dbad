package org.melange.spark.post;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.ImageSettings;
import org.melange.run.JobException;
import org.melange.spark.features.ReleasedImageNames;
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
 * @param images where images are looked for, to know under which name MIMIC's are there; empty:
 *     their names are those of the records
 */
public record PostInput(
    PostFormat format,
    String path,
    int maxChars,
    int partitions,
    String orderBy,
    Optional<Images> images) {

  /**
   * Where images are looked for.
   *
   * @param root what relative URIs are relative to
   * @param settings which files may be read
   */
  public record Images(String root, ImageSettings settings) {}

  /** Posts whose images have the names of the records. */
  public PostInput(PostFormat format, String path, int maxChars, int partitions, String orderBy) {
    this(format, path, maxChars, partitions, orderBy, Optional.empty());
  }

  /** Posts without an order. */
  public PostInput(PostFormat format, String path, int maxChars, int partitions) {
    this(format, path, maxChars, partitions, "");
  }

  /**
   * The same posts, whose images are looked for.
   *
   * @param root what relative URIs are relative to
   * @param settings which files may be read
   */
  public PostInput withImages(String root, ImageSettings settings) {
    return new PostInput(
        format, path, maxChars, partitions, orderBy, Optional.of(new Images(root, settings)));
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
    Dataset<Row> records =
        FileScan.read(
            spark, files.files(), PostParsers.of(format, maxChars), ParsedPostCodec.SCHEMA);
    return format == PostFormat.MIMIC && images.isPresent()
        ? ReleasedImageNames.found(records, images.get().root(), images.get().settings())
        : records;
  }
}
