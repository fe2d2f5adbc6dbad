package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/**
 * An input ends too early, or breaks off into something else than its format allows. What follows
 * the place that the message names cannot be read, so that the input as a whole is not usable.
 */
public final class DamagedInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A damaged input; the message says how and where, but not in which file. */
  public DamagedInputException(String message) {
    super(requireNonNull(message, "message"));
  }

  /** A damaged input, as {@code cause} shows. */
  public DamagedInputException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), cause);
  }
}
