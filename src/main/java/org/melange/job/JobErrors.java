package org.melange.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.melange.run.JobException;
import org.melange.spark.ReadFaults;

/** Whose an error is. */
final class JobErrors {

  private JobErrors() {}

  /** The error that a user can act on, if there is one among the causes of {@code error}. */
  static Optional<JobException> userError(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobException job) {
        return Optional.of(job);
      }
    }
    return ReadFaults.of(error);
  }

  static String stackTrace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
