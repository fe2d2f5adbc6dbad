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

/**
 * A folder of this machine that outlives applications: what lies elsewhere is fetched into it once
 * and found again by later executors. Thread-safe, also between processes.
 *
 * @param root the folder
 */
public record LocalDiskCache(Path root) {

  private static final long MAX_BYTES = 64L << 30;

  /**
   * The cache at {@code root}, which is made if it is not there.
   *
   * @throws JobException if it is somebody else's
   */
  public static LocalDiskCache at(Path root) {
    try {
      Files.createDirectories(root);
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        requireOwn(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      return new LocalDiskCache(root);
    } catch (IOException e) {
      throw new UncheckedIOException("making the cache " + root, e);
    }
  }

  /**
   * The folder called {@code name}, filled by {@code fill} if it is not there yet. Folders that
   * have been there for longest without being asked for go when the cache is larger than {@code
   * maxBytes}.
   *
   * @param fill writes everything into the folder that it is given
   */
  public Path folder(String name, Consumer<Path> fill) {
    Path folder = root.resolve(name);
    synchronized (LocalDiskCache.class) {
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!Files.isDirectory(folder)) {
          fill(folder, fill);
          evict(folder);
        }
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException("filling the cache " + folder, e);
      }
    }
  }

  private void fill(Path folder, Consumer<Path> fill) throws IOException {
    // Under the lock of this name: a draft that is there was left by a process that was killed.
    Path draft = root.resolve("draft-" + folder.getFileName());
    TempDirectories.delete(draft);
    Files.createDirectory(draft);
    try {
      fill.accept(draft);
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(draft)) {
        TempDirectories.delete(draft);
      }
    }
  }

  /** A file that is mapped somewhere stays readable there after it was deleted. */
  private void evict(Path newest) throws IOException {
    long bytes = bytes(newest);
    for (Path folder : oldestLast()) {
      bytes += folder.equals(newest) ? 0 : bytes(folder);
      if (bytes > MAX_BYTES && !folder.equals(newest)) {
        TempDirectories.delete(folder);
      }
    }
  }

  private List<Path> oldestLast() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(Files::isDirectory)
          .filter(folder -> !folder.getFileName().toString().startsWith("draft-"))
          .sorted(Comparator.comparing(LocalDiskCache::modified).reversed())
          .toList();
    }
  }

  private static FileTime modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void requireOwn(Path root) throws IOException {
    Path probe = Files.createTempFile(root, "owner", null);
    boolean own = Files.getOwner(probe).equals(Files.getOwner(root));
    Files.delete(probe);
    if (!own) {
      throw JobException.usage(
          root
              + " belongs to "
              + Files.getOwner(root)
              + ": set link.table.cache-dir to a folder of yours");
    }
  }
}
