package org.melange.spark.enrich;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.melange.enrich.question.AnswerRecordCodec;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds damaged files of an answer store and moves them to another directory. They neither stop a
 * run nor get lost; the questions that they answered are asked again.
 */
final class AnswerStoreCheck {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStoreCheck.class);

  private static final String PART = ".parquet";

  private final SparkSession spark;
  private final String aside;
  private final Consumer<String> progress;

  /**
   * Checks an answer store.
   *
   * @param aside directory for damaged files
   * @param progress receives a warning for each damaged file
   */
  AnswerStoreCheck(SparkSession spark, String aside, Consumer<String> progress) {
    this.spark = spark;
    this.aside = aside;
    this.progress = progress;
  }

  /**
   * Checks the Parquet files of a directory by reading them completely, with the checksums of their
   * pages.
   */
  void parts(String directory) {
    List<FileStatus> parts = list(directory);
    List<String> filled =
        parts.stream().filter(f -> f.getLen() > 0).map(f -> f.getPath().toString()).toList();
    boolean intact = filled.isEmpty() || readable(filled);
    for (FileStatus part : parts) {
      String file = part.getPath().toString();
      if (part.getLen() == 0) {
        setAside(file, "it is empty");
      } else if (!intact && !readable(List.of(file))) {
        requireBytes(file);
        setAside(file, "it cannot be read as Parquet");
      }
    }
  }

  private void setAside(String file, String why) {
    String kept = move(file);
    LOG.info("damaged file of the answer store: {} ({}); kept as {}", file, why, kept);
    progress.accept(
        "  WARNING: %s is damaged (%s); it is kept as %s, and the questions that it answered are asked again"
            .formatted(file, why, kept));
  }

  /**
   * Whether Spark can read all columns of these files.
   *
   * @throws RuntimeException if it fails for a reason other than their content
   */
  private boolean readable(List<String> files) {
    Column[] all =
        Arrays.stream(Schemas.ANSWER.fieldNames()).map(functions::col).toArray(Column[]::new);
    try {
      spark
          .read()
          .schema(Schemas.ANSWER)
          .option("parquet.page.verify-checksum.enabled", "true")
          .parquet(files.toArray(String[]::new))
          .agg(functions.max(functions.xxhash64(all)))
          .first();
      return true;
    } catch (Exception e) {
      // Spark throws undeclared checked exceptions.
      if (failedToReadFile(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean failedToReadFile(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable said
          && String.valueOf(said.getCondition()).startsWith("FAILED_READ_FILE")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the bytes of a file, so that a file that is temporarily unavailable does not count as
   * damaged.
   */
  private static void requireBytes(String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = HadoopFiles.fileSystem(path).open(path)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (ChecksumException e) {
      // The file system confirms the damage.
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Moves logs with damaged lines aside, after their intact lines have been read. */
  void journals(List<String> files) {
    List<String> damaged =
        spark
            .createDataset(files, Encoders.STRING())
            .mapPartitions(new Damaged(), Encoders.STRING())
            .collectAsList();
    damaged.stream().sorted().forEach(file -> setAside(file, "it has damaged lines"));
  }

  private static List<FileStatus> list(String directory) {
    try {
      Path path = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(path);
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus file : fs.listStatus(path)) {
        String name = file.getPath().getName();
        if (file.isFile()
            && name.endsWith(PART)
            && !name.startsWith("_")
            && !name.startsWith(".")) {
          files.add(file);
        }
      }
      return files;
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + directory, e);
    }
  }

  private String move(String file) {
    String to = aside + "/" + UUID.randomUUID() + "-" + new Path(file).getName();
    HadoopFiles.move(file, to);
    return to;
  }

  /** Filters the logs with damaged lines. */
  private static final class Damaged implements MapPartitionsFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<String> files) {
      return BatchingIterator.flatMap(
          files,
          file ->
              AnswerRecordCodec.damaged(WriteAheadLogs.bytes(file)) > 0
                  ? List.of(file)
                  : List.of());
    }
  }
}
