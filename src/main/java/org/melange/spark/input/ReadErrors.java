package org.melange.spark.input;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.util.Optional;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.SparkThrowable;
import org.melange.run.JobException;

/**
 * Recognizes read errors of Spark that are caused by a missing or damaged file, not by the cluster.
 */
public final class ReadErrors {

  private static final String FAILED_READ = "FAILED_READ_FILE";

  /** Packages whose exceptions report damaged data. */
  private static final String[] DECODERS = {
    "org.apache.parquet.", "org.xerial.snappy.", "com.github.luben.zstd."
  };

  private ReadErrors() {}

  /** A user error that names the file, if a missing or damaged file caused {@code error}. */
  public static Optional<JobException> of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getCondition() != null
          && spark.getCondition().startsWith(FAILED_READ)) {
        String file = spark.getMessageParameters().getOrDefault("path", "a file");
        return damage(cause)
            .map(
                fault ->
                    JobException.input(
                        "%s cannot be read, it is missing or damaged (%s): restore it, or create it again"
                            .formatted(file, fault),
                        error));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> damage(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (isDamage(cause)) {
        return Optional.of(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
      }
    }
    return Optional.empty();
  }

  private static boolean isDamage(Throwable cause) {
    if (cause instanceof FileNotFoundException
        || cause instanceof EOFException
        || cause instanceof ChecksumException
        || String.valueOf(cause.getMessage()).contains("is not a Parquet file")) {
      return true;
    }
    for (String decoder : DECODERS) {
      if (cause.getClass().getName().startsWith(decoder)) {
        return true;
      }
    }
    return false;
  }
}
