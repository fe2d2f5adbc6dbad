package org.melange.spark.post;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.melange.run.JobException;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputErrors;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.ParquetRecords;
import org.melange.spark.input.ParquetShape;
import org.melange.spark.input.PartitionColumns;
import org.melange.spark.io.JobDescription;

/**
 * Checks the columns of posts in Parquet. Files may have different columns. A column that several
 * files have must have the same type in all of them.
 */
final class ParquetPosts {

  /** Files whose columns one task reads. */
  private static final int FILES_PER_TASK = 20;

  private ParquetPosts() {}

  /**
   * Checks the columns of all files before any row is read.
   *
   * @throws JobException if a file is not Parquet, if files have conflicting columns, or if a
   *     column has the wrong type
   */
  static void check(SparkSession spark, String path, List<InputFile> files) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<FileSlice> parts =
        files.stream().map(file -> new FileSlice(file, 0, file.length())).toList();
    int tasks = (parts.size() + FILES_PER_TASK - 1) / FILES_PER_TASK;
    List<ParquetShape> shapes =
        JobDescription.during(
            spark,
            "Check the columns of " + parts.size() + " Parquet files",
            () -> context.parallelize(parts, tasks).map(new ReadShape()).collect());
    Set<String> partitions = new TreeSet<>();
    files.forEach(
        file -> partitions.addAll(PartitionColumns.of(file.base(), file.path()).keySet()));
    requireColumns(path, merged(files, shapes), partitions);
  }

  private static ParquetShape merged(List<InputFile> files, List<ParquetShape> shapes) {
    ParquetShape all = shapes.get(0);
    for (int i = 1; i < shapes.size(); i++) {
      try {
        all = all.merge(shapes.get(i), "");
      } catch (ParquetShape.Conflict conflict) {
        throw conflict(files, shapes, i);
      }
    }
    return all;
  }

  /** Names the file before {@code last} that conflicts with it, and the column. */
  private static JobException conflict(List<InputFile> files, List<ParquetShape> shapes, int last) {
    for (int i = 0; i < last; i++) {
      try {
        shapes.get(i).merge(shapes.get(last), "");
      } catch (ParquetShape.Conflict conflict) {
        return JobException.input(conflict.message(files.get(i).path(), files.get(last).path()));
      }
    }
    throw new IllegalStateException(
        "a file conflicts with all others together but with none of them");
  }

  private static void requireColumns(String path, ParquetShape columns, Set<String> partitions) {
    for (String needed : List.of("post_id", "text")) {
      if (columns.field(needed).isEmpty() && !partitions.contains(needed)) {
        throw JobException.input(
            path + " has no column '" + needed + "', only " + columns.fields());
      }
    }
    require(path, "post_id", columns.field("post_id"), "string", "number", "uuid");
    require(path, "text", columns.field("text"), "string");
    requireMentions(path, columns.field("mentions"));
    requireImages(path, columns.field("images"));
  }

  private static void requireMentions(String path, Optional<ParquetShape> mentions) {
    require(path, "mentions", mentions, "list");
    Optional<ParquetShape> mention = mentions.map(ParquetShape::elements);
    require(path, "mentions.element", mention, "struct");
    requireOneOf(path, "mentions", mention, List.of("text", "start"));
    for (String number : List.of("start", "end")) {
      require(path, "mentions." + number, mention.flatMap(m -> m.field(number)), "number");
    }
  }

  private static void requireImages(String path, Optional<ParquetShape> images) {
    require(path, "images", images, "list", "struct", "string", "binary");
    Optional<ParquetShape> image = images.map(ParquetShape::elements);
    require(path, "images.element", image, "struct", "string", "binary");
    requireOneOf(path, "images", image, List.of("uri", "url", "path", "file_name", "bytes"));
  }

  private static void require(
      String path, String column, Optional<ParquetShape> found, String... kinds) {
    if (found.isPresent() && !found.get().is(kinds)) {
      throw JobException.input(
          "%s: column '%s' is %s, not %s"
              .formatted(path, column, found.get(), String.join(" or ", kinds)));
    }
  }

  private static void requireOneOf(
      String path, String column, Optional<ParquetShape> struct, List<String> fields) {
    if (struct.isPresent()
        && struct.get().is("struct")
        && !struct.get().fields().isEmpty()
        && fields.stream().noneMatch(field -> struct.get().field(field).isPresent())) {
      throw JobException.input(
          "%s: elements of '%s' have none of %s, only %s"
              .formatted(path, column, fields, struct.get().fields()));
    }
  }

  /** Reads the columns of a file. */
  static final class ReadShape implements Function<FileSlice, ParquetShape> {
    private static final long serialVersionUID = 1L;

    @Override
    public ParquetShape call(FileSlice file) {
      try {
        return ParquetShape.of(ParquetRecords.schema(file.path(), InputFiles.configuration()));
      } catch (IOException | RuntimeException e) {
        throw InputErrors.of(file.path(), e);
      }
    }
  }
}
