package org.melange.config;

import java.nio.file.Path;

/** Local directories that settings and system properties define. */
public final class LocalFolders {

  private LocalFolders() {}

  /**
   * The directory for copies of remote tables, which later runs use.
   *
   * @param setting {@code link.table.cache-dir}; empty: a directory of the user in the directory
   *     for temporary files
   */
  public static Path cache(String setting) {
    return setting.isEmpty()
        ? Path.of(
            // jobs/* set a separate java.io.tmpdir for each run
            System.getProperty("melange.tmpdir", System.getProperty("java.io.tmpdir")),
            "melange-cache-" + System.getProperty("user.name"))
        : Path.of(setting);
  }
}
