package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.WholeFile;

/**
 * Files on any of Hadoop's file systems, with Spark's settings ({@code spark.hadoop.*}), on driver
 * and executors.
 */
public final class HadoopFiles {

  private HadoopFiles() {}

  /** Hadoop's settings of this JVM's Spark, or of one that would be started with its properties. */
  public static Configuration configuration() {
    SparkEnv running = SparkEnv.get();
    return SparkHadoopUtil.get()
        .newConfiguration(running == null ? new SparkConf() : running.conf());
  }

  public static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration());
  }

  /** {@code folder} as a path of this machine, if that is where it lies. */
  public static Optional<java.nio.file.Path> local(String folder) throws IOException {
    Path path = new Path(folder);
    FileSystem fs = fileSystem(path);
    return fs instanceof LocalFileSystem
        ? Optional.of(java.nio.file.Path.of(fs.makeQualified(path).toUri().getPath()))
        : Optional.empty();
  }

  /**
   * What to throw when {@code doing} something with a file failed: an error of the user's where the
   * file or its bucket does not exist or may not be touched, else one that trying again may mend.
   */
  public static RuntimeException failure(String doing, IOException e) {
    // A bucket that does not exist; hadoop-aws, whose type it is, is there at run time only.
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
              + ": the file was edited or damaged after it was written; restore it, or make the"
              + " directory again",
          e);
    }
    if (e instanceof FileNotFoundException || e instanceof UnsupportedFileSystemException) {
      return JobException.input(doing + ": " + e.getMessage(), e);
    }
    return new UncheckedIOException(doing, e);
  }

  /** The folders that {@code pattern} names and that hold a file called {@code mark}, in order. */
  public static List<String> folders(String pattern, String mark) {
    try {
      Path path = new Path(pattern);
      FileSystem fs = fileSystem(path);
      FileStatus[] found = fs.globStatus(path);
      return Arrays.stream(found == null ? new FileStatus[0] : found)
          .map(status -> status.getPath().toString())
          .filter(folder -> exists(folder + "/" + mark))
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
      throw failure("looking for " + file, e);
    }
  }

  static boolean isFolder(String file) {
    try {
      Path path = new Path(file);
      FileSystem fs = fileSystem(path);
      return fs.exists(path) && fs.getFileStatus(path).isDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for " + file, e);
    }
  }

  public static void delete(String folder) {
    try {
      Path path = new Path(folder);
      fileSystem(path).delete(path, true);
    } catch (IOException e) {
      throw failure("deleting " + folder, e);
    }
  }

  /** Moves a file or directory to a place that does not exist yet. */
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

  public static void makeFolder(String folder) {
    try {
      Path path = new Path(folder);
      fileSystem(path).mkdirs(path);
    } catch (IOException e) {
      throw failure("making " + folder, e);
    }
  }

  /** Deletes what lies in a folder but the files called {@code names}; the folder may be absent. */
  public static void retain(String folder, List<String> names) {
    try {
      Path path = new Path(folder);
      FileSystem fs = fileSystem(path);
      for (FileStatus file : fs.exists(path) ? fs.listStatus(path) : new FileStatus[0]) {
        if (!names.contains(file.getPath().getName())) {
          fs.delete(file.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw failure("clearing " + folder, e);
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

  /** Copies a file into a folder of this machine. */
  public static void fetch(String file, java.nio.file.Path folder) {
    Path path = new Path(file);
    try (FSDataInputStream in = fileSystem(path).open(path)) {
      java.nio.file.Files.copy(in, folder.resolve(path.getName()));
    } catch (IOException e) {
      throw failure("fetching " + file, e);
    }
  }

  /** Writes a small file: it is there as a whole, or, if this fails, as before. */
  public static void write(String file, String text) {
    try {
      Path path = new Path(file);
      Optional<java.nio.file.Path> here = local(file);
      if (here.isPresent()) {
        writeHere(here.get(), text);
      } else {
        WholeObjects.write(fileSystem(path), path, text);
      }
    } catch (IOException e) {
      throw failure("writing " + file, e);
    }
  }

  /** Without Hadoop's file of checksums, which could not be replaced together with the file. */
  private static void writeHere(java.nio.file.Path file, String text) throws IOException {
    java.nio.file.Files.createDirectories(file.getParent());
    java.nio.file.Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    WholeFile.write(file, text);
  }

  /** The names of what lies in a folder, which may be absent. */
  public static List<String> names(String folder) {
    try {
      Path path = new Path(folder);
      return Arrays.stream(fileSystem(path).listStatus(path))
          .map(file -> file.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("looking into " + folder, e);
    }
  }

  public static String read(String file) throws IOException {
    Path path = new Path(file);
    try (FSDataInputStream in = fileSystem(path).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The manifest of an output directory.
   *
   * @throws JobException if there is none, or it is another kind
   */
  public static Manifest manifest(String folder, String kind) {
    try {
      return Manifest.parse(read(folder + "/" + Manifest.FILE), folder, kind);
    } catch (FileNotFoundException e) {
      throw JobException.input(
          folder
              + " is no "
              + kind
              + ": it does not exist, or the job that writes it did not finish");
    } catch (IOException e) {
      throw failure("reading the manifest of " + folder, e);
    }
  }
}
