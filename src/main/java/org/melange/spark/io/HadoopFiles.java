package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.WholeFile;

/**
 * Files on any Hadoop file system, with Spark's settings ({@code spark.hadoop.*}), on the driver
 * and on executors.
 */
public final class HadoopFiles {

  private static volatile OfApplication ofApplication;

  private HadoopFiles() {}

  /** The Hadoop settings of the running Spark application, or those that a new one would have. */
  public static Configuration configuration() {
    return new Configuration(shared());
  }

  public static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(shared());
  }

  /** The settings of an application are made once, because that takes several milliseconds. */
  private static Configuration shared() {
    SparkEnv running = SparkEnv.get();
    if (running == null) {
      return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }
    OfApplication known = ofApplication;
    if (known == null || known.spark() != running.conf()) {
      known =
          new OfApplication(running.conf(), SparkHadoopUtil.get().newConfiguration(running.conf()));
      ofApplication = known;
    }
    return known.hadoop();
  }

  /** The settings of an application for Spark and for Hadoop. */
  private record OfApplication(SparkConf spark, Configuration hadoop) {}

  /** {@code directory} as a local path; empty if it is not on a local file system. */
  public static Optional<java.nio.file.Path> local(String directory) throws IOException {
    Path path = new Path(directory);
    FileSystem fs = fileSystem(path);
    return fs instanceof LocalFileSystem
        ? Optional.of(java.nio.file.Path.of(fs.makeQualified(path).toUri().getPath()))
        : Optional.empty();
  }

  /**
   * The exception to throw when an operation on a file fails. It is a user error if the file or its
   * bucket does not exist or access is denied. Otherwise a retry may succeed.
   *
   * @param doing the operation and the file, for the message
   */
  public static RuntimeException failure(String doing, IOException e) {
    // hadoop-aws throws it for a bucket that does not exist; it is on the class path at run time
    // only.
    if (e.getClass().getSimpleName().equals("UnknownStoreException")) {
      return JobException.input(doing + ": the bucket does not exist", e);
    }
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return JobException.input(
          doing + ": access denied; check the credentials and what they allow", e);
    }
    if (e instanceof ChecksumException) {
      return JobException.input(
          doing
              + ": the file was edited or damaged after it was written; restore it, or create the"
              + " directory again",
          e);
    }
    if (e instanceof FileNotFoundException || e instanceof UnsupportedFileSystemException) {
      return JobException.input(doing + ": " + e.getMessage(), e);
    }
    return new UncheckedIOException(doing, e);
  }

  /** The directories that match {@code pattern} and contain a file {@code mark}, sorted. */
  public static List<String> directories(String pattern, String mark) {
    try {
      Path path = new Path(pattern);
      FileSystem fs = fileSystem(path);
      FileStatus[] found = fs.globStatus(path);
      return Arrays.stream(found == null ? new FileStatus[0] : found)
          .map(status -> status.getPath().toString())
          .filter(directory -> exists(directory + "/" + mark))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failure("listing " + pattern, e);
    }
  }

  public static boolean exists(String file) {
    try {
      Path path = new Path(file);
      return fileSystem(path).exists(path);
    } catch (IOException e) {
      throw failure("checking whether " + file + " exists", e);
    }
  }

  static boolean isDirectory(String file) {
    try {
      Path path = new Path(file);
      FileSystem fs = fileSystem(path);
      return fs.exists(path) && fs.getFileStatus(path).isDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("checking whether " + file + " is a directory", e);
    }
  }

  public static void delete(String directory) {
    try {
      Path path = new Path(directory);
      fileSystem(path).delete(path, true);
    } catch (IOException e) {
      throw failure("deleting " + directory, e);
    }
  }

  /** Moves a file or directory to a path that does not exist yet. */
  public static void move(String from, String to) {
    try {
      Path target = new Path(to);
      FileSystem fs = fileSystem(target);
      fs.mkdirs(target.getParent());
      if (!fs.rename(new Path(from), target)) {
        throw new IOException("the file system did not move it");
      }
    } catch (IOException e) {
      throw failure("moving " + from + " to " + to, e);
    }
  }

  public static void makeDirectory(String directory) {
    try {
      Path path = new Path(directory);
      fileSystem(path).mkdirs(path);
    } catch (IOException e) {
      throw failure("creating " + directory, e);
    }
  }

  /** Deletes everything in a directory except {@code names}. The directory need not exist. */
  public static void retain(String directory, List<String> names) {
    try {
      Path path = new Path(directory);
      FileSystem fs = fileSystem(path);
      for (FileStatus file : fs.exists(path) ? fs.listStatus(path) : new FileStatus[0]) {
        if (!names.contains(file.getPath().getName())) {
          fs.delete(file.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw failure("clearing " + directory, e);
    }
  }

  public static byte[] bytes(String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = fileSystem(path).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw failure("reading " + file, e);
    }
  }

  /** Writes a file without a checksum file, for one whose checksum is in a manifest. */
  public static void writeBytes(String file, byte[] bytes) {
    Path path = new Path(file);
    try {
      FileSystem fs = fileSystem(path);
      FileSystem plain = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
      try (OutputStream out = plain.create(path, true)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw failure("writing " + file, e);
    }
  }

  /** Copies a file into a local directory. */
  public static void fetch(String file, java.nio.file.Path directory) {
    Path path = new Path(file);
    try (FSDataInputStream in = fileSystem(path).open(path)) {
      java.nio.file.Files.copy(in, directory.resolve(path.getName()));
    } catch (IOException e) {
      throw failure("fetching " + file, e);
    }
  }

  /** Writes a small file atomically: if this fails, the file is as before. */
  public static void write(String file, String text) {
    try {
      Path path = new Path(file);
      Optional<java.nio.file.Path> here = local(file);
      if (here.isPresent()) {
        writeLocally(here.get(), text);
      } else {
        WholeObjects.write(fileSystem(path), path, text);
      }
    } catch (IOException e) {
      throw failure("writing " + file, e);
    }
  }

  /** Without Hadoop's checksum file, which cannot be replaced atomically together with the file. */
  private static void writeLocally(java.nio.file.Path file, String text) throws IOException {
    java.nio.file.Files.createDirectories(file.getParent());
    java.nio.file.Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    WholeFile.write(file, text);
  }

  /** The names of the entries of a directory; none if it does not exist. */
  public static List<String> names(String directory) {
    try {
      Path path = new Path(directory);
      return Arrays.stream(fileSystem(path).listStatus(path))
          .map(file -> file.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("listing " + directory, e);
    }
  }

  /**
   * The sizes of the files below a directory.
   *
   * @return bytes by the names of a file's directory and of the file, such as {@code day=1/a.csv}
   */
  public static Map<String, Long> sizes(String directory) {
    try {
      Path path = new Path(directory);
      RemoteIterator<LocatedFileStatus> files = fileSystem(path).listFiles(path, true);
      Map<String, Long> sizes = new HashMap<>();
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        sizes.put(
            file.getPath().getParent().getName() + "/" + file.getPath().getName(), file.getLen());
      }
      return sizes;
    } catch (IOException e) {
      throw failure("listing " + directory, e);
    }
  }

  public static String read(String file) throws IOException {
    Path path = new Path(file);
    try (FSDataInputStream in = fileSystem(path).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The bytes of all files under {@code directory}; 0 if it does not exist. */
  public static long length(String directory) {
    try {
      Path path = new Path(directory);
      FileSystem fs = fileSystem(path);
      return fs.exists(path) ? fs.getContentSummary(path).getLength() : 0;
    } catch (IOException e) {
      throw failure("listing " + directory, e);
    }
  }

  /**
   * The manifest of an output directory.
   *
   * @throws JobException if it has none, or one of another kind
   */
  public static Manifest manifest(String directory, String kind) {
    try {
      return Manifest.parse(read(directory + "/" + Manifest.FILE), directory, kind);
    } catch (FileNotFoundException e) {
      throw JobException.input(
          directory
              + " contains no "
              + kind
              + ": it does not exist, or the job that writes it did not finish");
    } catch (IOException e) {
      throw failure("reading the manifest of " + directory, e);
    }
  }
}
