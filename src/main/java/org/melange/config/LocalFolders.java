package org.melange.config;

import java.nio.file.Path;

/** Folders of this machine that the surroundings name. */
public final class LocalFolders {

  private LocalFolders() {}

  /**
   * Where copies of what lies elsewhere are kept between runs.
   *
   * @param setting {@code link.table.cache-dir}; empty: a folder of this user's among those for
   *     temporary files
   */
  public static Path cache(String setting) {
    return setting.isEmpty()
        ? Path.of(
            // jobs/* give each run a directory of its own for temporary files
            System.getProperty("melange.tmpdir", System.getProperty("java.io.tmpdir")),
            "melange-cache-" + System.getProperty("user.name"))
        : Path.of(setting);
  }
}
