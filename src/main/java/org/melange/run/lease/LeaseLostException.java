package org.melange.run.lease;

/**
 * A lease is not the caller's any more: another process took it while this one did not renew it, or
 * somebody deleted it, or it cannot be renewed. Nothing may be published.
 */
public final class LeaseLostException extends Exception {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
