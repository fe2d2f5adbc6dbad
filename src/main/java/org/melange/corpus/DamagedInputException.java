package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/**
 * Thrown when an input is truncated or violates its format. Nothing after the position in the
 * message can be read, so that the input is unusable.
 */
public final class DamagedInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception. The message says what is wrong and where, but does not name the file. */
  public DamagedInputException(String message) {
    super(requireNonNull(message, "message"));
  }

  /** Creates an exception with a cause. */
  public DamagedInputException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), cause);
  }
}
