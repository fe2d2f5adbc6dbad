package org.melange.spark.io;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Resolves paths of users so that they have the same meaning in every process of a cluster. */
public final class PathResolver {

  /** A name with a colon, where {@link Path} would interpret the part before it as a scheme. */
  private static final Pattern BARE = Pattern.compile("[^/:]+:(?!/).*");

  private static final Pattern PARTITION = Pattern.compile("[^=]+=.*");
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}]");

  private PathResolver() {}

  /** {@code path} with its file system; relative paths are relative to the working directory. */
  public static String absolute(String path) {
    try {
      Path plain = BARE.matcher(path).matches() ? new Path("./" + path) : new Path(path);
      return HadoopFiles.fileSystem(plain).makeQualified(plain).toString();
    } catch (IOException e) {
      throw HadoopFiles.failure("resolving " + path, e);
    }
  }

  /**
   * The directory that contains the data: the longest leading part of {@code path} that is a
   * directory and has neither a glob nor a partition ({@code key=value}). So it is the same for a
   * partition, a glob over partitions, a file and the directory itself. Absolute.
   */
  public static String directoryOf(String path) {
    String absolute = absolute(path);
    boolean glob = !HadoopFiles.exists(absolute);
    Path plain = new Path(absolute);
    for (Path part = plain; part.getParent() != null; part = part.getParent()) {
      String name = part.getName();
      if (PARTITION.matcher(name).matches() || (glob && GLOB.matcher(name).find())) {
        plain = part.getParent();
      }
    }
    boolean complete = plain.toString().equals(absolute);
    return complete && plain.getParent() != null && !HadoopFiles.isDirectory(absolute)
        ? plain.getParent().toString()
        : plain.toString();
  }
}
