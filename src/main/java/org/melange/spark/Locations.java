package org.melange.spark;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** Paths as users write them, made to mean the same in every process of a cluster. */
public final class Locations {

  private Locations() {}

  /** {@code path} with its file system; a relative one is taken from this process's folder. */
  public static String absolute(String path) {
    try {
      Path plain = new Path(path);
      return HadoopFiles.fileSystem(plain).makeQualified(plain).toString();
    } catch (IOException e) {
      throw HadoopFiles.failure("looking for " + path, e);
    }
  }

  /** The folder that a file (or a glob of files) lies in; a folder itself. Absolute. */
  public static String folderOf(String path) {
    String absolute = absolute(path);
    Path parent = new Path(absolute).getParent();
    return parent == null || HadoopFiles.isFolder(absolute) ? absolute : parent.toString();
  }
}
