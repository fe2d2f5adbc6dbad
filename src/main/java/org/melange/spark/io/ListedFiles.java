package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * The files of a directory and what its manifest lists, on any of Hadoop's file systems. Existence
 * and lengths are compared each time, which takes one listing of each directory; contents as {@link
 * Checksums} says.
 */
public final class ListedFiles {

  private static final Pattern PATTERN = Pattern.compile("[\\\\{}\\[\\]*?]");

  private ListedFiles() {}

  /**
   * Lists what lies in a directory, with lengths and SHA-256 sums. Hidden files and directories,
   * and the manifest, are left out.
   *
   * @param topLevel which names of the directory itself are listed
   */
  public static FileListing of(String folder, Predicate<String> topLevel) {
    try {
      Path root = new Path(folder);
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
      throw HadoopFiles.failure("listing " + folder, e);
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
   * @param folder of the manifest
   * @param files those that are going to be read
   * @param checksums when contents are compared
   * @throws JobException naming the first file that is missing or changed
   */
  public static void check(
      String folder, Manifest manifest, FileListing files, Checksums checksums) {
    fault(folder, files, checksums)
        .ifPresent(
            fault -> {
              throw manifest.damaged(folder, fault);
            });
  }

  /** Checks existence and lengths alone. */
  public static void checkLengths(String folder, Manifest manifest, FileListing files) {
    files
        .lengthFault(lengths(statuses(folder, files)))
        .ifPresent(
            fault -> {
              throw manifest.damaged(folder, fault);
            });
  }

  /** What is wrong with the first file that is missing or changed. */
  public static Optional<String> fault(String folder, FileListing files, Checksums checksums) {
    Map<String, FileStatus> found = statuses(folder, files);
    Optional<String> fault = files.lengthFault(lengths(found));
    if (fault.isPresent()) {
      return fault;
    }
    String directory = PathResolver.absolute(folder);
    String state = state(files, found);
    VerifiedFiles notes = VerifiedFiles.ofThisMachine();
    if (checksums == Checksums.ONCE && notes.has(directory, state)) {
      return Optional.empty();
    }
    fault = files.contentFault(FileChecksums.of(within(folder, files), files.bytes()));
    if (fault.isEmpty()) {
      notes.leave(directory, state);
    }
    return fault;
  }

  /** Where the files lie. */
  public static List<String> within(String folder, FileListing files) {
    return files.paths().stream().map(path -> new Path(folder, path).toString()).toList();
  }

  /** Rows of Parquet files, and of no others. */
  public static Dataset<Row> read(SparkSession spark, StructType schema, List<String> files) {
    // Spark takes paths for patterns; its option against that reads each file several times.
    String[] paths =
        files.stream()
            .map(file -> PATTERN.matcher(file).replaceAll("\\\\$0"))
            .toArray(String[]::new);
    return paths.length == 0
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(paths);
  }

  private static java.util.function.Function<String, Optional<Long>> lengths(
      Map<String, FileStatus> found) {
    return path -> Optional.ofNullable(found.get(path)).map(FileStatus::getLen);
  }

  /** What changes when somebody touches a file. */
  private static String state(FileListing files, Map<String, FileStatus> found) {
    return files.files().stream()
        .map(file -> file + " " + found.get(file.path()).getModificationTime())
        .collect(Collectors.joining("\n"));
  }

  /** The files that are there, by their paths in {@code folder}. */
  private static Map<String, FileStatus> statuses(String folder, FileListing files) {
    Map<String, FileStatus> found = new HashMap<>();
    try {
      FileSystem fs = HadoopFiles.fileSystem(new Path(folder));
      for (String directory : files.paths().stream().map(ListedFiles::parent).distinct().toList()) {
        Path path = directory.isEmpty() ? new Path(folder) : new Path(folder, directory);
        for (FileStatus status : list(fs, path)) {
          if (status.isFile()) {
            found.put(directory + status.getPath().getName(), status);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + folder, e);
    }
  }

  private static FileStatus[] list(FileSystem fs, Path directory) throws IOException {
    try {
      return fs.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The part of a path up to its last {@code /}, which is included. */
  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }
}
