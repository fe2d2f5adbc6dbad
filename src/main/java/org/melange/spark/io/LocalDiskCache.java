package org.melange.spark.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.melange.run.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache on the local disk that outlives applications: remote directories are copied into it once
 * and shared by all executors of the machine. Safe for use by several threads and processes.
 *
 * @param root the directory of the cache
 */
public record LocalDiskCache(Path root) {

  private static final Logger LOG = LoggerFactory.getLogger(LocalDiskCache.class);

  private static final long MAX_BYTES = 64L << 30;

  /**
   * The cache at {@code root}, which is created if it does not exist.
   *
   * @throws JobException if it belongs to another user
   */
  public static LocalDiskCache at(Path root) {
    try {
      Files.createDirectories(root);
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        requireOwner(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      return new LocalDiskCache(root);
    } catch (IOException e) {
      throw new UncheckedIOException("creating the cache " + root, e);
    }
  }

  /**
   * The cached directory {@code name}, filled by {@code fill} if it is not cached yet. If the cache
   * exceeds its maximum size, the least recently used directories are evicted.
   *
   * @param fill writes the content into the directory that it is given
   */
  public Path directory(String name, Consumer<Path> fill) {
    Path directory = root.resolve(name);
    synchronized (LocalDiskCache.class) {
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!Files.isDirectory(directory)) {
          fill(directory, fill);
          evict(directory);
        }
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException("filling the cache " + directory, e);
      }
    }
  }

  private void fill(Path directory, Consumer<Path> fill) throws IOException {
    // The lock of this name is held: an existing draft was left by a process that was killed.
    Path draft = root.resolve("draft-" + directory.getFileName());
    TempDirectories.delete(draft);
    Files.createDirectory(draft);
    try {
      fill.accept(draft);
      Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
      LOG.info("Cached {} on the local disk: {} MiB", directory, bytes(directory) >> 20);
    } finally {
      if (Files.exists(draft)) {
        TempDirectories.delete(draft);
      }
    }
  }

  /** A process that has mapped a file can read it after it was deleted. */
  private void evict(Path newest) throws IOException {
    long bytes = bytes(newest);
    for (Path directory : oldestLast()) {
      bytes += directory.equals(newest) ? 0 : bytes(directory);
      if (bytes > MAX_BYTES && !directory.equals(newest)) {
        LOG.info("Evicting {} from the local disk cache", directory);
        TempDirectories.delete(directory);
      }
    }
  }

  private List<Path> oldestLast() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(Files::isDirectory)
          .filter(directory -> !directory.getFileName().toString().startsWith("draft-"))
          .sorted(Comparator.comparing(LocalDiskCache::modified).reversed())
          .toList();
    }
  }

  private static FileTime modified(Path directory) {
    try {
      return Files.getLastModifiedTime(directory);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void requireOwner(Path root) throws IOException {
    Path probe = Files.createTempFile(root, "owner", null);
    boolean own = Files.getOwner(probe).equals(Files.getOwner(root));
    Files.delete(probe);
    if (!own) {
      throw JobException.usage(
          root
              + " belongs to "
              + Files.getOwner(root)
              + ": set link.table.cache-dir to a directory of your own");
    }
  }
}
