package org.melange.tensor;

import java.nio.file.Path;

/**
 * A weight file or model folder that cannot be used as it is: damaged, in a format not read here,
 * or not fitting its configuration. The message names the file, the tensor, what was expected and
 * what was found. The fault lies with the file, so trying again does not help.
 */
public final class WeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A complaint that names no file because the weights came from none. */
  public WeightsException(String message) {
    super(message);
  }

  /** A complaint about {@code file}. */
  public WeightsException(Path file, String message) {
    super(file + ": " + message);
  }

  /** A complaint about {@code file} that an exception of a parser brought up. */
  public WeightsException(Path file, String message, Throwable cause) {
    super(file + ": " + message, cause);
  }
}
