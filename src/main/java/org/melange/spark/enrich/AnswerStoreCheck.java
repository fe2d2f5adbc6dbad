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

/**
 * Finds damaged files of a ledger and moves them out of the way, so that they neither stop a run
 * nor disappear. The questions that they answered count as not asked.
 */
final class AnswerStoreCheck {

  private static final String PART = ".parquet";

  private final SparkSession spark;
  private final String aside;
  private final Consumer<String> told;

  /**
   * A check.
   *
   * @param aside the directory that damaged files are moved to
   * @param told is told which files are damaged
   */
  AnswerStoreCheck(SparkSession spark, String aside, Consumer<String> told) {
    this.spark = spark;
    this.aside = aside;
    this.told = told;
  }

  /**
   * Checks the Parquet files of a directory by reading all that is in them, with the checksums of
   * their pages.
   */
  void parts(String folder) {
    List<FileStatus> parts = list(folder);
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
    told.accept(
        "  WARNING: %s is damaged (%s); it is kept as %s, and the questions that it answered are asked again"
            .formatted(file, why, move(file)));
  }

  /**
   * Whether Spark can read all columns of files.
   *
   * @throws RuntimeException if it failed for another reason than what is in them
   */
  private boolean readable(List<String> files) {
    Column[] all =
        Arrays.stream(Schemas.LEDGER.fieldNames()).map(functions::col).toArray(Column[]::new);
    try {
      spark
          .read()
          .schema(Schemas.LEDGER)
          .option("parquet.page.verify-checksum.enabled", "true")
          .parquet(files.toArray(String[]::new))
          .agg(functions.max(functions.xxhash64(all)))
          .first();
      return true;
    } catch (Exception e) {
      // Spark throws checked exceptions undeclared.
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
   * Reads the bytes of a file, so that one that cannot be reached at present is not taken for a
   * damaged one.
   */
  private static void requireBytes(String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = HadoopFiles.fileSystem(path).open(path)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (ChecksumException e) {
      // The file system itself says that it is damaged.
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Checks journals whose intact lines have been read. */
  void journals(List<String> files) {
    List<String> damaged =
        spark
            .createDataset(files, Encoders.STRING())
            .mapPartitions(new Damaged(), Encoders.STRING())
            .collectAsList();
    damaged.stream().sorted().forEach(file -> setAside(file, "lines of it are not intact"));
  }

  private static List<FileStatus> list(String folder) {
    try {
      Path path = new Path(folder);
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
      throw HadoopFiles.failure("listing " + folder, e);
    }
  }

  private String move(String file) {
    String to = aside + "/" + UUID.randomUUID() + "-" + new Path(file).getName();
    HadoopFiles.move(file, to);
    return to;
  }

  /** Names of journals to those that have damaged lines. */
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
