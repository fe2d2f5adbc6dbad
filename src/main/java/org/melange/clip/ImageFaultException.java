package org.melange.clip;

import java.io.IOException;

/** Carries a fault from where it is found to where it becomes an {@link ImageOutcome}. */
final class ImageFaultException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageFault fault;

  ImageFaultException(ImageFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What is wrong. */
  ImageFault fault() {
    return fault;
  }

  /** The file ends while {@code what} is read. */
  static ImageFaultException truncated(String what) {
    return new ImageFaultException(ImageFault.TRUNCATED, "the file ends inside " + what);
  }
}
