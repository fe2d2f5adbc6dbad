package org.melange.spark;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.melange.enrich.JournalLine;

/**
 * Finds damaged files of a ledger and moves them out of the way, so that they neither stop a run
 * nor disappear. The questions that they answered count as not asked.
 */
final class LedgerCheck {

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
  LedgerCheck(SparkSession spark, String aside, Consumer<String> told) {
    this.spark = spark;
    this.aside = aside;
    this.told = told;
  }

  /** Checks the Parquet files of a directory: their footers and the checksums of their pages. */
  void parts(String folder) {
    List<String> parts = list(folder);
    for (Damage damage : found(parts, new Parts())) {
      told.accept(
          "  WARNING: %s is damaged (%s); it is kept as %s, and the questions that it answered are asked again"
              .formatted(damage.file(), damage.what(), move(damage.file())));
    }
  }

  /** Checks journals whose intact lines have been read. */
  void journals(List<String> files) {
    for (Damage damage : found(files, new JournalLines())) {
      told.accept(
          "  WARNING: %s has %s damaged lines; it is kept as %s, and the questions of these lines are asked again"
              .formatted(damage.file(), damage.what(), move(damage.file())));
    }
  }

  private record Damage(String file, String what) {}

  private List<Damage> found(List<String> files, MapPartitionsFunction<String, String> check) {
    if (files.isEmpty()) {
      return List.of();
    }
    return spark
        .createDataset(files, Encoders.STRING())
        .mapPartitions(check, Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .map(line -> line.split("\n", 2))
        .map(line -> new Damage(line[0], line[1]))
        .toList();
  }

  private static List<String> list(String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fs = HadoopFiles.fileSystem(path);
      List<String> files = new ArrayList<>();
      for (FileStatus file : fs.listStatus(path)) {
        String name = file.getPath().getName();
        if (file.isFile()
            && name.endsWith(PART)
            && !name.startsWith("_")
            && !name.startsWith(".")) {
          files.add(file.getPath().toString());
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

  /** Names of Parquet files to those that are damaged, each with a line that says how. */
  private static final class Parts implements MapPartitionsFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<String> files) {
      return Batches.flatMap(
          files, file -> damage(file).stream().map(d -> file + "\n" + d).toList());
    }

    /** Reads all pages, which verifies their checksums. */
    private static Optional<String> damage(String file) {
      Configuration conf = HadoopFiles.configuration();
      ParquetReadOptions options =
          HadoopReadOptions.builder(conf).usePageChecksumVerification(true).build();
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), conf), options)) {
        reader.getFileMetaData().getSchema().getType("key");
        for (PageReadStore rows = reader.readNextRowGroup();
            rows != null;
            rows = reader.readNextRowGroup()) {
          rows.close();
        }
        return Optional.empty();
      } catch (ChecksumException | EOFException | RuntimeException e) {
        return Optional.of(e.getClass().getSimpleName());
      } catch (IOException e) {
        // The footer cannot be parsed. Anything else may be the network's fault.
        if (String.valueOf(e.getMessage()).startsWith("can not read class")) {
          return Optional.of("footer");
        }
        throw HadoopFiles.failure("reading " + file, e);
      }
    }
  }

  /** Names of journals to those with damaged lines, each with a line that says how many. */
  private static final class JournalLines implements MapPartitionsFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<String> files) {
      return Batches.flatMap(
          files,
          file -> {
            long damaged = JournalLine.damaged(Journals.bytes(file));
            return damaged == 0 ? List.of() : List.of(file + "\n" + damaged);
          });
    }
  }
}
