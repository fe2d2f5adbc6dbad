package org.melange.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.Manifest;

/** Output directories: unfinished until their manifest is there. */
public final class Outputs {

  private static final Set<String> OURS =
      Set.of(
          "entities",
          "names",
          "rows",
          "links",
          "quarantine",
          "clip",
          "config.json",
          "mmoe.safetensors",
          "report.html",
          "ranks",
          "evaluation.md",
          "evaluation.html",
          "evaluation.json",
          Manifest.FILE);

  private Outputs() {}

  /** Whether a run finished there. */
  public static boolean finished(String folder) {
    return HadoopFiles.exists(folder + "/" + Manifest.FILE);
  }

  /** Whether something lies there that no job writes. */
  public static boolean foreign(String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fs = HadoopFiles.fileSystem(path);
      return fs.exists(path)
          && Arrays.stream(fs.listStatus(path))
              .map(FileStatus::getPath)
              .anyMatch(file -> !OURS.contains(file.getName()) && !file.getName().endsWith(".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException("looking into " + folder, e);
    }
  }

  /**
   * Deletes what jobs write, the manifest first, so that a half-deleted directory does not look
   * finished.
   */
  public static void clear(String folder) {
    HadoopFiles.delete(folder + "/" + Manifest.FILE);
    OURS.forEach(name -> HadoopFiles.delete(folder + "/" + name));
  }

  /** Writes a small file of text. */
  public static void write(String folder, String name, String text) {
    HadoopFiles.write(folder + "/" + name, text);
  }

  /** Writes the manifest: the run is finished. */
  public static void finish(String folder, Manifest manifest) {
    HadoopFiles.write(folder + "/" + Manifest.FILE, manifest.toJson());
  }
}
