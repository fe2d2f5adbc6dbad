package org.melange.run;

/** How a job ended, for schedulers. */
public enum ExitCode {
  /** All done. */
  DONE(0),
  /** A fault of the program or of the machines it runs on; trying again may help. */
  FAILED(1),
  /** Wrong usage or settings; trying again will not help. */
  USAGE(2),
  /** The input is not there or cannot be used. */
  INPUT(3),
  /** More records were rejected than allowed. */
  REJECTED(4),
  /**
   * All done, except for questions without an answer: the money was spent, or the service was
   * unavailable or refused the request.
   */
  PARTIAL(5),
  /** Another process writes to the same output or ledger; nothing was changed. Wait for it. */
  BUSY(6),
  /** Stopped by SIGINT. */
  INTERRUPTED(130),
  /** Stopped by SIGTERM. */
  TERMINATED(143);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }
}
