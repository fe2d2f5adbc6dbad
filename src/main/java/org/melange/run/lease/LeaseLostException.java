package org.melange.run.lease;

/**
 * The caller lost its lease: another process took it while this one did not renew it, its file was
 * deleted, or it cannot be renewed. Nothing may be published.
 */
public final class LeaseLostException extends Exception {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
