package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/** Says inside a parser that a record cannot be used; the parser turns it into a rejection. */
public final class ParseException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Rejection.Reason reason;

  /** A refusal for {@code reason}, explained by {@code message}. */
  public ParseException(Rejection.Reason reason, String message) {
    // No stack trace: a corpus may hold millions of broken records.
    super(requireNonNull(message, "message"), null, false, false);
    this.reason = requireNonNull(reason, "reason");
  }

  /** Why the record cannot be used. */
  public Rejection.Reason reason() {
    return reason;
  }

  /** The row for the quarantine. */
  public Rejection at(Rejection.Stage stage, String record) {
    return new Rejection(stage, reason, getMessage(), record);
  }
}
