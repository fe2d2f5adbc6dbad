package org.melange.web;

import java.io.IOException;
import java.time.Duration;

/** A hub that does not give what was asked for; the message says what to do. */
public final class HubException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;
  private final Duration pause;

  private HubException(String message, boolean passing, Duration pause) {
    super(message);
    this.passing = passing;
    this.pause = pause;
  }

  /** Trying again will not help. */
  static HubException lasting(String message) {
    return new HubException(message, false, Duration.ZERO);
  }

  /** Trying again may help, after {@code pause}. */
  static HubException passing(String message, Duration pause) {
    return new HubException(message, true, pause);
  }

  /** Whether trying again may help. */
  public boolean isPassing() {
    return passing;
  }

  /** How long the hub asks to be left alone. */
  Duration pause() {
    return pause;
  }
}
