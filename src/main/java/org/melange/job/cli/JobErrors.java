package org.melange.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.melange.run.JobException;
import org.melange.spark.input.ReadErrors;

/** Classifies errors (user, machines, bug) and describes them in one line. */
final class JobErrors {

  /** Causes may form a cycle. */
  private static final int DEEPEST = 100;

  /** Spark may have only the text of an exception on an executor. */
  private static final Pattern REMOTE =
      Pattern.compile("(?:^Caused by: |Lost task [^\\n]*?\\): )([^\\n]+)", Pattern.MULTILINE);

  private JobErrors() {}

  /** The error that a user can act on, if there is one among the causes of {@code error}. */
  static Optional<JobException> userError(Throwable error) {
    return chain(error).stream()
        .filter(JobException.class::isInstance)
        .map(JobException.class::cast)
        .findFirst()
        .or(() -> ReadErrors.of(error));
  }

  /**
   * The root cause in one line, and the operation that failed: {@code No space left on device:
   * writing rows to file:/out/links}.
   */
  static String sentence(Throwable error) {
    List<Throwable> chain = chain(error);
    String reason = reason(chain.get(chain.size() - 1));
    for (int i = chain.size() - 1; i >= 0; i--) {
      Optional<String> doing = doing(chain.get(i)).filter(text -> !reason.contains(text));
      if (doing.isPresent()) {
        return reason + ": " + doing.get();
      }
    }
    return reason;
  }

  /** Whether the error is a bug and not a failure of machines, so that the stack trace helps. */
  static boolean isBug(Throwable error) {
    List<Throwable> chain = chain(error);
    Throwable cause = chain.get(chain.size() - 1);
    return !(cause instanceof IOException
        || cause instanceof UncheckedIOException
        || cause instanceof FSError
        || cause instanceof OutOfMemoryError
        || cause instanceof InterruptedException
        || cause instanceof SparkException);
  }

  static String stackTrace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private static List<Throwable> chain(Throwable error) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = error;
        cause != null && chain.size() < DEEPEST;
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static String reason(Throwable cause) {
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason() + ": " + file.getFile();
    }
    String message = firstLine(cause.getMessage());
    if (cause instanceof SparkException) {
      return remote(cause.getMessage()).orElse(message);
    }
    boolean speaks = cause instanceof IOException && message.contains(" ");
    String type = cause.getClass().getSimpleName();
    return message.isEmpty() ? type : speaks ? message : type + ": " + message;
  }

  /** The last cause in a message that holds a stack trace, without the name of its class. */
  private static Optional<String> remote(String message) {
    Matcher matcher = REMOTE.matcher(String.valueOf(message));
    String found = null;
    while (matcher.find()) {
      found = matcher.group(1);
    }
    return Optional.ofNullable(found)
        .map(text -> text.replaceFirst("^[\\w.$]+\\.IOException: ", "").strip());
  }

  /** The operation that a wrapper of the cause describes. */
  private static Optional<String> doing(Throwable wrapper) {
    if (wrapper instanceof UncheckedIOException && wrapper.getMessage() != null) {
      return Optional.of(firstLine(wrapper.getMessage()))
          .filter(text -> !text.equals(String.valueOf(wrapper.getCause())));
    }
    if (wrapper instanceof SparkThrowable spark
        && "TASK_WRITE_FAILED".equals(spark.getCondition())) {
      return Optional.of("writing rows to " + spark.getMessageParameters().get("path"));
    }
    return Optional.empty();
  }

  private static String firstLine(String text) {
    return text == null ? "" : text.lines().findFirst().orElse("").strip();
  }
}
