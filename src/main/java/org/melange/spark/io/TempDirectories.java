package org.melange.spark.io;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/** Folders on this machine that go when its JVM does; they lie where Spark keeps its own. */
public final class TempDirectories {

  private TempDirectories() {}

  /** A new, empty folder. */
  public static Path folder(String prefix) {
    return Utils.createTempDir(Utils.getLocalDir(SparkEnv.get().conf()), prefix).toPath();
  }

  /** Deletes a folder before its time. */
  public static void delete(Path folder) {
    Utils.deleteRecursively(folder.toFile());
  }
}
