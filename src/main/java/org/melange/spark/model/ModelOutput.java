package org.melange.spark.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.OutputLease;
import org.melange.spark.io.TempDirectories;

/**
 * Puts a model where the executors can read it. Models are written by code that knows files only;
 * where the target is no folder of this machine they are written here first and then sent there.
 */
public final class ModelOutput {

  private ModelOutput() {}

  /**
   * Writes a model to {@code folder}, on any of Hadoop's file systems.
   *
   * @param writer fills a folder of this machine; what it writes last, the manifest, is sent last
   */
  public static Manifest write(String folder, Function<Path, Manifest> writer) {
    OutputLease.require(folder);
    try {
      if (HadoopFiles.local(folder).isPresent()) {
        return writer.apply(HadoopFiles.local(folder).get());
      }
      Path here = TempDirectories.create("melange-model-out");
      Manifest manifest = writer.apply(here);
      send(here, folder);
      OutputDirectory.finish(folder, manifest);
      TempDirectories.delete(here);
      return manifest;
    } catch (IOException e) {
      throw HadoopFiles.failure("writing the model " + folder, e);
    }
  }

  private static void send(Path from, String to) throws IOException {
    FileSystem fs = HadoopFiles.fileSystem(new org.apache.hadoop.fs.Path(to));
    for (Path file : files(from)) {
      fs.copyFromLocalFile(
          false,
          true,
          new org.apache.hadoop.fs.Path(file.toUri()),
          new org.apache.hadoop.fs.Path(to + "/" + from.relativize(file)));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(Manifest.FILE))
          .sorted()
          .toList();
    }
  }
}
