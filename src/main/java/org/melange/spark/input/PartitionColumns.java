package org.melange.spark.input;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.melange.corpus.PercentDecoding;

/**
 * Columns whose values are in the names of directories, as in {@code lang=no/zip=01234}. Values are
 * text: 01234 is not 1234.
 */
public final class PartitionColumns {

  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private PartitionColumns() {}

  /**
   * The directory below which directories are columns: {@code path}, or the one that contains the
   * first {@code key=value} in it. So the columns of a file are the same for a partition, a glob
   * over partitions, and the directory of all partitions.
   */
  static String base(Path path) {
    Path base = path;
    for (Path part = path; part.getParent() != null; part = part.getParent()) {
      if (part.getName().indexOf('=') > 0) {
        base = part.getParent();
      }
    }
    return base.toString();
  }

  /** The columns in the names of the directories between {@code base} and the file. */
  public static Map<String, String> of(String base, String path) {
    Map<String, String> columns = new LinkedHashMap<>();
    String below = path.substring(Math.min(base.length(), path.length()));
    String[] names = below.split("/");
    for (int i = 0; i < names.length - 1; i++) {
      int equals = names[i].indexOf('=');
      String value = names[i].substring(equals + 1);
      if (equals > 0 && !value.equals(NULL)) {
        columns.put(
            PercentDecoding.decode(names[i].substring(0, equals)), PercentDecoding.decode(value));
      }
    }
    return columns;
  }
}
