package org.melange.job;

import org.apache.hadoop.fs.Path;

/** Paths on any file system. */
final class Paths {

  private Paths() {}

  /** The folder that a file (or a glob of files) lies in; a folder itself. */
  static String folderOf(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean file = name.contains(".") || name.contains("*");
    Path parent = file ? new Path(path).getParent() : new Path(path);
    return (parent == null ? new Path(path) : parent).toString();
  }
}
