package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.ListedFile;
import org.melange.run.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the files of a directory with those that its manifest lists, on any Hadoop file system.
 * Existence and lengths are compared each time, by one listing of each directory. {@link Checksums}
 * decides when contents are compared.
 */
public final class ListedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ListedFiles.class);
  private static final Pattern PATTERN = Pattern.compile("[\\\\{}\\[\\]*?]");

  private ListedFiles() {}

  /**
   * Lists the files of a directory with lengths and SHA-256 sums, without the manifest and hidden
   * files and directories.
   *
   * @param topLevel selects the entries of the directory itself
   */
  public static FileListing of(String directory, Predicate<String> topLevel) {
    try {
      Path root = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(root);
      List<FileStatus> found = new ArrayList<>();
      for (FileStatus status : fs.listStatus(root)) {
        String name = status.getPath().getName();
        if (topLevel.test(name) && !name.equals(Manifest.FILE)) {
          collect(fs, status, found);
        }
      }
      long bytes = found.stream().mapToLong(FileStatus::getLen).sum();
      List<String> sums =
          FileChecksums.of(found.stream().map(file -> file.getPath().toString()).toList(), bytes);
      List<ListedFile> files = new ArrayList<>();
      String base = fs.makeQualified(root).toUri().getPath() + "/";
      for (int i = 0; i < sums.size(); i++) {
        String path = found.get(i).getPath().toUri().getPath().substring(base.length());
        files.add(new ListedFile(path, found.get(i).getLen(), sums.get(i)));
      }
      return new FileListing(files);
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + directory, e);
    }
  }

  private static void collect(FileSystem fs, FileStatus status, List<FileStatus> found)
      throws IOException {
    String name = status.getPath().getName();
    if (name.startsWith("_") || name.startsWith(".")) {
      return;
    }
    if (status.isFile()) {
      found.add(status);
      return;
    }
    for (FileStatus inside : fs.listStatus(status.getPath())) {
      collect(fs, inside, found);
    }
  }

  /**
   * Checks files against the manifest that lists them.
   *
   * @param directory directory of the manifest
   * @param files the files that will be read
   * @param checksums when contents are compared
   * @throws JobException naming the first file that is missing or was changed
   */
  public static void check(
      String directory, Manifest manifest, FileListing files, Checksums checksums) {
    fault(directory, files, checksums)
        .ifPresent(
            fault -> {
              throw manifest.damaged(directory, fault);
            });
  }

  /** Checks existence and lengths only. */
  public static void checkLengths(String directory, Manifest manifest, FileListing files) {
    files
        .lengthFault(lengths(statuses(directory, files)))
        .ifPresent(
            fault -> {
              throw manifest.damaged(directory, fault);
            });
  }

  /** Describes the first file that is missing or was changed; empty if there is none. */
  public static Optional<String> fault(String directory, FileListing files, Checksums checksums) {
    Map<String, FileStatus> found = statuses(directory, files);
    Optional<String> fault = files.lengthFault(lengths(found));
    if (fault.isPresent()) {
      return fault;
    }
    String absolute = PathResolver.absolute(directory);
    String state = state(files, found);
    VerifiedFiles notes = VerifiedFiles.ofThisMachine();
    if (checksums == Checksums.ONCE && notes.has(absolute, state)) {
      LOG.debug("The checksums of {} were verified before", absolute);
      return Optional.empty();
    }
    fault = files.contentFault(FileChecksums.of(within(directory, files), files.bytes()));
    if (fault.isEmpty()) {
      notes.add(absolute, state);
    }
    return fault;
  }

  /** The paths of the files. */
  public static List<String> within(String directory, FileListing files) {
    return files.paths().stream().map(path -> new Path(directory, path).toString()).toList();
  }

  /** The rows of exactly these Parquet files. */
  public static Dataset<Row> read(SparkSession spark, StructType schema, List<String> files) {
    // Spark interprets paths as globs; its option against that reads each file several times.
    String[] paths =
        files.stream()
            .map(file -> PATTERN.matcher(file).replaceAll("\\\\$0"))
            .toArray(String[]::new);
    return paths.length == 0
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(paths);
  }

  private static Function<String, Optional<Long>> lengths(Map<String, FileStatus> found) {
    return path -> Optional.ofNullable(found.get(path)).map(FileStatus::getLen);
  }

  /** A text that changes when a file is modified. */
  private static String state(FileListing files, Map<String, FileStatus> found) {
    return files.files().stream()
        .map(file -> file + " " + found.get(file.path()).getModificationTime())
        .collect(Collectors.joining("\n"));
  }

  /** The files that exist, by their paths relative to {@code directory}. */
  private static Map<String, FileStatus> statuses(String directory, FileListing files) {
    Map<String, FileStatus> found = new HashMap<>();
    try {
      FileSystem fs = HadoopFiles.fileSystem(new Path(directory));
      for (String parent : files.paths().stream().map(ListedFiles::parent).distinct().toList()) {
        Path path = parent.isEmpty() ? new Path(directory) : new Path(directory, parent);
        for (FileStatus status : list(fs, path)) {
          if (status.isFile()) {
            found.put(parent + status.getPath().getName(), status);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + directory, e);
    }
  }

  private static FileStatus[] list(FileSystem fs, Path directory) throws IOException {
    try {
      return fs.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The part of a path up to and including its last {@code /}. */
  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }
}
