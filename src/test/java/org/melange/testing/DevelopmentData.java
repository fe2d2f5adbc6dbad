package org.melange.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Real data that a developer may have lying beside the checkout. Tests that use it are skipped
 * without it.
 */
public final class DevelopmentData {

  private DevelopmentData() {}

  /** The file {@code name} below the folder that the system property {@code melange.data} names. */
  public static Optional<Path> file(String name) {
    Path path = Path.of(System.getProperty("melange.data", "../shared/data")).resolve(name);
    return Files.exists(path) ? Optional.of(path) : Optional.empty();
  }
}
