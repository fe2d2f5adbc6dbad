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

/** Whose an error is, and what to say of it. */
final class JobErrors {

  /** Causes may form a circle. */
  private static final int DEEPEST = 100;

  /** Where Spark has only the text of what an executor threw. */
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
   * What failed first, in one line, and what was being done: {@code No space left on device:
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

  /** Whether the program is at fault, and not the machines: then the trace is wanted. */
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

  /** What a wrapper of the cause says was being done. */
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
