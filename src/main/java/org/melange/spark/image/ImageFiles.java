package org.melange.spark.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.functional.FutureIO;
import org.melange.image.ImageError;

/**
 * Finds image files: regular local files inside the allowed directories, and files of other Hadoop
 * file systems. Thread-safe.
 */
public final class ImageFiles {

  private final Configuration configuration;
  private final AllowedDirectories directories;

  public ImageFiles(Configuration configuration, AllowedDirectories directories) {
    this.configuration = configuration;
    this.directories = directories;
  }

  /**
   * The file at {@code address}, which must not be a web address.
   *
   * @throws RefusedImageException if there is no file that may be read
   */
  public ImageFile find(ImageAddress address) throws IOException {
    return address.local() ? local(address.path()) : remote(address.toPath());
  }

  /**
   * Hadoop is not used: it follows symbolic links, opens pipes and devices, and reports a failed
   * read as an {@link Error}.
   */
  private ImageFile local(String written) throws IOException {
    Path file =
        directories.resolve(Path.of(written)).orElseThrow(() -> ImageAddresses.forbidden(written));
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      throw directory(written);
    }
    if (!attributes.isRegularFile()) {
      throw new RefusedImageException(
          ImageError.UNREADABLE, written + " is a pipe, a socket or a device, not a file");
    }
    return new ImageFile(
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }

  private ImageFile remote(org.apache.hadoop.fs.Path path) throws IOException {
    FileSystem fs = path.getFileSystem(configuration);
    FileStatus status = fs.getFileStatus(path);
    if (!status.isFile()) {
      throw directory(path.toString());
    }
    return new ImageFile(status.getLen(), status.getModificationTime(), () -> open(fs, status));
  }

  /** Opens with the known status, which saves a request per image on object stores. */
  private static FSDataInputStream open(FileSystem fs, FileStatus status) throws IOException {
    return FutureIO.awaitFuture(
        fs.openFile(status.getPath())
            .withFileStatus(status)
            .opt("fs.option.openfile.read.policy", "whole-file")
            .build());
  }

  private static RefusedImageException directory(String written) {
    return new RefusedImageException(ImageError.ABSENT, written + " is a directory");
  }
}
