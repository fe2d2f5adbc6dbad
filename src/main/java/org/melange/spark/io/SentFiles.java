package org.melange.spark.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that the driver sends to executors through Spark, for clusters without a shared file
 * system.
 *
 * @param names of the files
 * @param contents of the files
 */
record SentFiles(List<String> names, List<Broadcast<byte[]>> contents) implements FileSource {

  private static final Logger LOG = LoggerFactory.getLogger(SentFiles.class);

  /**
   * Sends files, once an application. The driver holds one at a time and leaves the others to
   * Spark's storage, which may use its disk. None may be near Spark's limit of 2 GB.
   *
   * @param directory of the files
   * @param version identifies their contents
   */
  static SentFiles send(SparkSession spark, String directory, List<String> names, String version) {
    return JvmSingletons.get(
        String.join(" ", "sent", directory, version, spark.sparkContext().applicationId()),
        () -> {
          LOG.info("Broadcasting {} files of {}", names.size(), directory);
          return new SentFiles(
              List.copyOf(names),
              names.stream()
                  .map(name -> HadoopFiles.bytes(directory + "/" + name))
                  .map(JavaSparkContext.fromSparkContext(spark.sparkContext())::broadcast)
                  .toList());
        });
  }

  @Override
  public Optional<Path> inPlace() {
    return Optional.empty();
  }

  /** Writes the files. No more than one is held in memory. */
  @Override
  public void copy(Path directory) {
    try {
      for (int i = 0; i < contents.size(); i++) {
        Files.write(directory.resolve(names.get(i)), contents.get(i).value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing files that the driver sent to " + directory, e);
    }
  }
}
