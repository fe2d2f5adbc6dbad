package org.melange.spark.io;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Paths as users write them, made to mean the same in every process of a cluster. */
public final class PathResolver {

  /** A name with a colon, of which {@link Path} would take the part before it for a scheme. */
  private static final Pattern BARE = Pattern.compile("[^/:]+:(?!/).*");

  private static final Pattern PARTITION = Pattern.compile("[^=]+=.*");
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}]");

  private PathResolver() {}

  /** {@code path} with its file system; a relative one is taken from this process's folder. */
  public static String absolute(String path) {
    try {
      Path plain = BARE.matcher(path).matches() ? new Path("./" + path) : new Path(path);
      return HadoopFiles.fileSystem(plain).makeQualified(plain).toString();
    } catch (IOException e) {
      throw HadoopFiles.failure("looking for " + path, e);
    }
  }

  /**
   * The directory that data lies in, however it is named: the longest leading part of {@code path}
   * that is a directory and has neither a glob nor a partition ({@code key=value}). So one day's
   * partition, a glob over days, a file and the whole directory have the same. Absolute.
   */
  public static String folderOf(String path) {
    String absolute = absolute(path);
    boolean glob = !HadoopFiles.exists(absolute);
    Path plain = new Path(absolute);
    for (Path part = plain; part.getParent() != null; part = part.getParent()) {
      String name = part.getName();
      if (PARTITION.matcher(name).matches() || (glob && GLOB.matcher(name).find())) {
        plain = part.getParent();
      }
    }
    boolean whole = plain.toString().equals(absolute);
    return whole && plain.getParent() != null && !HadoopFiles.isFolder(absolute)
        ? plain.getParent().toString()
        : plain.toString();
  }
}
