package org.melange.spark.input;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.util.Optional;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.SparkThrowable;
import org.melange.run.JobException;

/**
 * Errors of reading files that the files are to blame for, and not the machines: what Spark throws
 * of damaged Parquet, as a sentence with the file's name.
 */
public final class ReadErrors {

  private static final String FAILED_READ = "FAILED_READ_FILE";

  /** Packages whose exceptions say that bytes are not what they should be. */
  private static final String[] DECODERS = {
    "org.apache.parquet.", "org.xerial.snappy.", "com.github.luben.zstd."
  };

  private ReadErrors() {}

  /** The error of a damaged file, if there is one among the causes of {@code error}. */
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
                        "%s cannot be read, it is missing or damaged (%s): restore it, or make it again"
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
