package org.melange.web;

import java.util.Optional;

/**
 * A file of a model.
 *
 * @param name its path within the model
 * @param size in bytes; -1 if unknown
 * @param checksum the expected hash, if known
 */
public record PublishedFile(String name, long size, Optional<Checksum> checksum) {

  /**
   * @throws IllegalArgumentException if the name is not a plain relative path
   */
  public PublishedFile {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")) {
      throw new IllegalArgumentException("'" + name + "' is not a valid file name");
    }
  }
}
