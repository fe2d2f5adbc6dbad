package org.melange.tensor;

import java.nio.file.Path;

/**
 * A weight file or model directory that cannot be used: corrupt, in an unsupported format, or not
 * fitting its configuration. The message names the file, the tensor, the expected and the actual
 * property. The file is the cause, so a retry does not help.
 */
public final class WeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error in weights that come from no file. */
  public WeightsException(String message) {
    super(message);
  }

  /** An error in {@code file}. */
  public WeightsException(Path file, String message) {
    super(file + ": " + message);
  }

  /** An error in {@code file} with the exception that reported it. */
  public WeightsException(Path file, String message, Throwable cause) {
    super(file + ": " + message, cause);
  }
}
