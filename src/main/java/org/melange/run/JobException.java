package org.melange.run;

/**
 * An error that a user or a scheduler can act on. The message says what is wrong, where, and what
 * to do; the exit code says who can act. It is reported without a stack trace.
 */
public final class JobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The usage or the settings are invalid. */
  public static JobException usage(String message) {
    return new JobException(ExitCode.USAGE, message, null);
  }

  /** An input is absent, stale or unusable. */
  public static JobException input(String message) {
    return new JobException(ExitCode.INPUT, message, null);
  }

  /** An input is unusable because of {@code cause}. */
  public static JobException input(String message, Throwable cause) {
    return new JobException(ExitCode.INPUT, message, cause);
  }

  /** Something external failed; a retry may help. */
  public static JobException failed(String message) {
    return new JobException(ExitCode.FAILED, message, null);
  }

  /** More records were rejected than the settings allow. */
  public static JobException rejected(String message) {
    return new JobException(ExitCode.REJECTED, message, null);
  }

  /** The usage or the settings are invalid because of {@code cause}. */
  public static JobException usage(String message, Throwable cause) {
    return new JobException(ExitCode.USAGE, message, cause);
  }

  /** Something external failed because of {@code cause}; a retry may help. */
  public static JobException failed(String message, Throwable cause) {
    return new JobException(ExitCode.FAILED, message, cause);
  }

  /** Another process writes to the same output. */
  public static JobException busy(String message, Throwable cause) {
    return new JobException(ExitCode.BUSY, message, cause);
  }

  /** The exit code of the process. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
