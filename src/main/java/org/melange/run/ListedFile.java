package org.melange.run;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A file as a manifest lists it.
 *
 * @param path relative to the manifest's directory, with {@code /} between its parts
 * @param bytes its length
 * @param sha256 the SHA-256 of its content, 64 hexadecimal digits in lower case
 */
public record ListedFile(String path, long bytes, String sha256) implements Serializable {

  private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

  /** A path that stays in its directory. */
  private static final Pattern PATH =
      Pattern.compile("(?!\\.{1,2}(/|$))[^/]+(/(?!\\.{1,2}(/|$))[^/]+)*");

  /**
   * @throws IllegalArgumentException if the path leaves its directory, or a number is not valid
   */
  public ListedFile {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("'" + path + "' is not a relative path");
    }
    if (bytes < 0 || !SUM.matcher(sha256).matches()) {
      throw new IllegalArgumentException("the length or the SHA-256 of " + path + " is not valid");
    }
  }
}
