package org.melange.spark.io;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/**
 * Temporary local directories, created in Spark's local directory and deleted when the JVM ends.
 */
public final class TempDirectories {

  private TempDirectories() {}

  /** Creates an empty directory. */
  public static Path create(String prefix) {
    return Utils.createTempDir(Utils.getLocalDir(SparkEnv.get().conf()), prefix).toPath();
  }

  /** Deletes a directory. */
  public static void delete(Path directory) {
    Utils.deleteRecursively(directory.toFile());
  }
}
