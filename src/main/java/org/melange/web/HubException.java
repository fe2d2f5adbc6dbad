package org.melange.web;

import java.io.IOException;
import java.time.Duration;

/** A failed request to the hub. The message says what to do. */
public final class HubException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;
  private final Duration pause;

  private HubException(String message, boolean passing, Duration pause) {
    super(message);
    this.passing = passing;
    this.pause = pause;
  }

  /** A permanent failure. */
  static HubException lasting(String message) {
    return new HubException(message, false, Duration.ZERO);
  }

  /** A transient failure; a retry may help after {@code pause}. */
  static HubException passing(String message, Duration pause) {
    return new HubException(message, true, pause);
  }

  /** Whether a retry may help. */
  public boolean isPassing() {
    return passing;
  }

  /** The pause that the hub asks for. */
  Duration pause() {
    return pause;
  }
}
