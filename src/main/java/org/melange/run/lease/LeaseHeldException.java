package org.melange.run.lease;

/** A lease is another process's; the message says whose and since when. */
public final class LeaseHeldException extends Exception {

  private static final long serialVersionUID = 1L;

  LeaseHeldException(String message) {
    super(message);
  }
}
