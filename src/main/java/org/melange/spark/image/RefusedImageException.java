package org.melange.spark.image;

import java.io.IOException;
import org.melange.image.ImageError;

/** An image that is not read, and why. */
public final class RefusedImageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ImageError error;

  public RefusedImageException(ImageError error, String message) {
    super(message);
    this.error = error;
  }

  /** The reason. */
  public ImageError error() {
    return error;
  }
}
