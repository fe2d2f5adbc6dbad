package org.melange.image;

import java.io.IOException;

/** Carries a fault from where it is found to where it becomes an {@link ImageOutcome}. */
final class ImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageError fault;

  ImageException(ImageError fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What is wrong. */
  ImageError fault() {
    return fault;
  }

  /** The file ends while {@code what} is read. */
  static ImageException truncated(String what) {
    return new ImageException(ImageError.TRUNCATED, "the file ends inside " + what);
  }
}
