package org.melange.spark.image;

import java.io.IOException;
import org.melange.image.ImageError;

/** Why an image is not read; carries the fault to where it becomes an outcome. */
public final class RefusedImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageError fault;

  public RefusedImageException(ImageError fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** The code to count by. */
  public ImageError fault() {
    return fault;
  }
}
