package org.melange.run;

/**
 * An error that a user or a scheduler can act on: its message says what is wrong, where, and what
 * to do; its code says whose it is. Printed without a stack trace.
 */
public final class JobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The command or its settings are wrong. */
  public static JobException usage(String message) {
    return new JobException(ExitCode.USAGE, message, null);
  }

  /** An input is absent, stale or unusable. */
  public static JobException input(String message) {
    return new JobException(ExitCode.INPUT, message, null);
  }

  /** An input is unusable, as {@code cause} shows. */
  public static JobException input(String message, Throwable cause) {
    return new JobException(ExitCode.INPUT, message, cause);
  }

  /** Something outside failed; trying again may help. */
  public static JobException failed(String message) {
    return new JobException(ExitCode.FAILED, message, null);
  }

  /** More records were rejected than the settings allow. */
  public static JobException rejected(String message) {
    return new JobException(ExitCode.REJECTED, message, null);
  }

  /** The command or its settings are wrong, as {@code cause} shows. */
  public static JobException usage(String message, Throwable cause) {
    return new JobException(ExitCode.USAGE, message, cause);
  }

  /** Something outside failed, as {@code cause} shows; trying again may help. */
  public static JobException failed(String message, Throwable cause) {
    return new JobException(ExitCode.FAILED, message, cause);
  }

  /** Another process is at work on what this one is to write. */
  public static JobException busy(String message, Throwable cause) {
    return new JobException(ExitCode.BUSY, message, cause);
  }

  /** How the process is to end. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
