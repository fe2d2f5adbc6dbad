package org.melange.spark.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.melange.corpus.DamagedInputException;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/** Converts exceptions of reading an input to errors that name the file. */
public final class InputErrors {

  private InputErrors() {}

  /**
   * The exception to throw when reading {@code file} fails. It is a user error if the file is
   * damaged or missing. Otherwise a retry may succeed.
   */
  public static RuntimeException of(String file, Exception error) {
    if (error instanceof DamagedInputException damaged) {
      return JobException.input(file + ": " + damaged.getMessage(), damaged);
    }
    Throwable cause =
        error instanceof UncheckedIOException unchecked ? unchecked.getCause() : error;
    if (cause instanceof EOFException) {
      return JobException.input(file + ": the file is truncated", cause);
    }
    if (cause instanceof IOException io) {
      return HadoopFiles.failure("reading " + file, io);
    }
    return (RuntimeException) error;
  }
}
