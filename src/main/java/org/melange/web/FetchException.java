package org.melange.web;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.melange.image.ImageError;

/** Why a file could not be fetched. */
public final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageError fault;
  private final transient Optional<Duration> again;

  private FetchException(ImageError fault, String message, Optional<Duration> again) {
    super(message);
    this.fault = requireNonNull(fault, "fault");
    this.again = again;
  }

  /** A permanent failure. */
  static FetchException of(ImageError fault, String message) {
    return new FetchException(fault, message, Optional.empty());
  }

  /** A transient failure; a retry may help after {@code pause}. */
  static FetchException passing(ImageError fault, String message, Duration pause) {
    return new FetchException(fault, message, Optional.of(pause));
  }

  /** The error code. */
  public ImageError fault() {
    return fault;
  }

  /** The pause before a retry, if the failure is transient. */
  Optional<Duration> again() {
    return again;
  }
}
