package org.melange.run.lease;

/** Another process holds the lease; the message says which and since when. */
public final class LeaseHeldException extends Exception {

  private static final long serialVersionUID = 1L;

  LeaseHeldException(String message) {
    super(message);
  }
}
