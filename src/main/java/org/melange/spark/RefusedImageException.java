package org.melange.spark;

import java.io.IOException;
import org.melange.clip.ImageFault;

/** Why an image is not read; carries the fault to where it becomes an outcome. */
final class RefusedImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageFault fault;

  RefusedImageException(ImageFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** The code to count by. */
  ImageFault fault() {
    return fault;
  }
}
