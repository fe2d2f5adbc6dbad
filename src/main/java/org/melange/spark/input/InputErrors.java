package org.melange.spark.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.melange.corpus.DamagedInputException;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/** Errors in reading an input, with the name of the file. */
public final class InputErrors {

  private InputErrors() {}

  /**
   * What to throw when reading {@code file} failed: an error of the user's where the file is not
   * what it must be, else one that trying again may mend.
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
