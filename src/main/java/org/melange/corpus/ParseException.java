package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/**
 * Thrown inside a parser when a record is unusable; the parser turns it into a {@link Rejection}.
 */
public final class ParseException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Rejection.Reason reason;

  /** Creates an exception without a stack trace. */
  public ParseException(Rejection.Reason reason, String message) {
    // No stack trace: a corpus may hold millions of broken records.
    super(requireNonNull(message, "message"), null, false, false);
    this.reason = requireNonNull(reason, "reason");
  }

  /** Why the record is unusable. */
  public Rejection.Reason reason() {
    return reason;
  }

  /** The row of the quarantine. */
  public Rejection at(Rejection.Stage stage, String record) {
    return new Rejection(stage, reason, getMessage(), record);
  }
}
