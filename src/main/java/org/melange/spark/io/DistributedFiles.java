package org.melange.spark.io;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LocalFolders;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;

/**
 * Files that executors read from a local disk: in place if they are on a local file system, else as
 * a copy in the machine's cache. A copy is fetched from the file system or sent by the driver.
 */
public final class DistributedFiles implements Serializable {

  private static final long serialVersionUID = 1L;

  private final FileSource source;
  private final String copy;
  private final String cacheDir;

  private DistributedFiles(FileSource source, String copy, String cacheDir) {
    this.source = source;
    this.copy = copy;
    this.cacheDir = cacheDir;
  }

  /**
   * Files that executors read from the file system.
   *
   * @param directory of the files
   * @param names of the files
   * @param copy name of a copy in the cache, which identifies the contents
   * @param cacheDir {@code link.table.cache-dir}
   */
  public static DistributedFiles shared(
      String directory, List<String> names, String copy, String cacheDir) {
    return new DistributedFiles(
        new SharedFiles(PathResolver.absolute(directory), List.copyOf(names)), copy, cacheDir);
  }

  /**
   * Files that executors get as the settings say.
   *
   * @param how {@code distribution} and {@code cacheDir} are used
   * @param directory of the files
   * @param names of the files
   * @param copy name of a copy in the cache, which identifies the contents
   */
  public static DistributedFiles of(
      SparkSession spark, TableSettings how, String directory, List<String> names, String copy) {
    return how.distribution() == Distribution.BROADCAST
        ? new DistributedFiles(
            SentFiles.send(spark, PathResolver.absolute(directory), names, copy),
            copy,
            how.cacheDir())
        : shared(directory, names, copy, how.cacheDir());
  }

  /** Whether the driver sends the files. */
  public boolean sent() {
    return source instanceof SentFiles;
  }

  /** The cache of this machine. */
  public LocalDiskCache cache() {
    return LocalDiskCache.at(LocalFolders.cache(cacheDir));
  }

  /**
   * The directory of the files on this machine.
   *
   * @param check is given a new copy before it is used, and throws if the copy is damaged
   */
  public Path directory(Consumer<Path> check) throws IOException {
    Optional<Path> inPlace = source.inPlace();
    return inPlace.isPresent() ? inPlace.get() : cache().directory(copy, to -> fill(to, check));
  }

  private void fill(Path to, Consumer<Path> check) {
    source.copy(to);
    check.accept(to);
  }
}
