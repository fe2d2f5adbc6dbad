package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.melange.run.Sha256;
import scala.Option;

/** SHA-256 sums of files on any Hadoop file system, computed by the driver or by executors. */
public final class FileChecksums implements Function<String, String> {

  /** Up to this many bytes the driver is faster than a Spark job. */
  private static final long SMALL = 64L << 20;

  private static final int TASKS_PER_CORE = 4;
  private static final long serialVersionUID = 1L;

  private FileChecksums() {}

  /**
   * The SHA-256 of each file, in the order of {@code files}; empty where the file does not exist or
   * its file system reports that it is damaged.
   *
   * @param bytes the total size of the files, which decides who reads them
   */
  public static List<String> of(List<String> files, long bytes) {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (bytes <= SMALL || session.isEmpty() || session.get().sparkContext().isStopped()) {
      return files.stream().map(FileChecksums::sum).toList();
    }
    SparkContext context = session.get().sparkContext();
    int tasks = Math.min(files.size(), TASKS_PER_CORE * context.defaultParallelism());
    return JobDescription.during(
        session.get(),
        "Compute checksums of " + files.size() + " files",
        () ->
            JavaSparkContext.fromSparkContext(context)
                .parallelize(files, tasks)
                .map(new FileChecksums())
                .collect());
  }

  @Override
  public String call(String file) {
    return sum(file);
  }

  private static String sum(String file) {
    Path path = new Path(file);
    try (InputStream in = HadoopFiles.fileSystem(path).open(path)) {
      return Sha256.of(in);
    } catch (FileNotFoundException | ChecksumException e) {
      return "";
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }
}
