package org.melange.spark.io;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file system {@code local://authority/path} whose files are those of a directory, and which
 * fails for some names in ways that file systems have: an exception, an error, no answer.
 */
public final class TroubledFileSystem extends RawLocalFileSystem {

  /** The setting that names the directory. */
  public static final String DIRECTORY = "test.troubled.directory";

  private URI uri;

  @Override
  public void initialize(URI name, org.apache.hadoop.conf.Configuration conf) throws IOException {
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    super.initialize(name, conf);
  }

  @Override
  public URI getUri() {
    return uri == null ? super.getUri() : uri;
  }

  @Override
  public File pathToFile(Path path) {
    if (path.getName().equals("error.png")) {
      return new File("/proc/self/mem"); // reading it fails, which Hadoop reports as an FSError
    }
    return new File(getConf().get(DIRECTORY) + path.toUri().getPath());
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    switch (path.getName()) {
      case "exception.png" -> throw new IllegalStateException("the client is broken");
      case "stuck.png" -> {
        while (true) {
          LockSupport.park();
        }
      }
      default -> {
        FileStatus here = super.getFileStatus(path); // under its name on this machine
        return new FileStatus(
            here.getLen(), here.isDirectory(), 1, 1, here.getModificationTime(), path);
      }
    }
  }
}
