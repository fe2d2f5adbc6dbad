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
 * Writes a model where executors can read it. The code that writes models knows local files only,
 * so a model for another file system is written to a temporary directory and then copied.
 */
public final class ModelOutput {

  private ModelOutput() {}

  /**
   * Writes a model to {@code directory}, on any of Hadoop's file systems.
   *
   * @param writer fills a local directory; the manifest, which it writes last, is copied last
   */
  public static Manifest write(String directory, Function<Path, Manifest> writer) {
    OutputLease.require(directory);
    try {
      if (HadoopFiles.local(directory).isPresent()) {
        return writer.apply(HadoopFiles.local(directory).get());
      }
      Path here = TempDirectories.create("melange-model-out");
      Manifest manifest = writer.apply(here);
      send(here, directory);
      OutputDirectory.finish(directory, manifest);
      TempDirectories.delete(here);
      return manifest;
    } catch (IOException e) {
      throw HadoopFiles.failure("writing the model " + directory, e);
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

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(Manifest.FILE))
          .sorted()
          .toList();
    }
  }
}
