package org.melange.web;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.melange.clip.ImageFault;

/** Why a file could not be fetched. */
public final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageFault fault;
  private final transient Optional<Duration> again;

  private FetchException(ImageFault fault, String message, Optional<Duration> again) {
    super(message);
    this.fault = requireNonNull(fault, "fault");
    this.again = again;
  }

  /** A failure that stays one. */
  static FetchException of(ImageFault fault, String message) {
    return new FetchException(fault, message, Optional.empty());
  }

  /** A failure that may pass, after {@code pause} at the earliest. */
  static FetchException passing(ImageFault fault, String message, Duration pause) {
    return new FetchException(fault, message, Optional.of(pause));
  }

  /** The code to count by. */
  public ImageFault fault() {
    return fault;
  }

  /** After which pause to try again, if that may help. */
  Optional<Duration> again() {
    return again;
  }
}
