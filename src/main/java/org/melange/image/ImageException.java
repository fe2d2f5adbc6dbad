package org.melange.image;

import java.io.IOException;

/** An image that cannot be used. It becomes a failed {@link ImageOutcome}. */
final class ImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageError error;

  ImageException(ImageError error, String message) {
    super(message);
    this.error = error;
  }

  /** The reason. */
  ImageError error() {
    return error;
  }

  /** The file ends inside {@code what}. */
  static ImageException truncated(String what) {
    return new ImageException(ImageError.TRUNCATED, "the file ends inside " + what);
  }
}
