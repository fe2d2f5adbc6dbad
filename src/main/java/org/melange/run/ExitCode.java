package org.melange.run;

/** Exit codes of jobs, for schedulers. */
public enum ExitCode {
  /** Success. */
  DONE(0),
  /** A failure of the program or of machines. A retry may help. */
  FAILED(1),
  /** Invalid usage or settings. A retry does not help. */
  USAGE(2),
  /** The input is absent or unusable. */
  INPUT(3),
  /** More records were rejected, or more images are missing, than allowed. */
  REJECTED(4),
  /**
   * Success, except for questions without an answer: the budget was spent, or the service was
   * unavailable or refused the request.
   */
  PARTIAL(5),
  /** Another process writes to the same output or answer store; nothing was changed. */
  BUSY(6),
  /** Stopped by SIGINT. */
  INTERRUPTED(130),
  /** Stopped by SIGTERM. */
  TERMINATED(143);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The exit status of the process. */
  public int code() {
    return code;
  }
}
