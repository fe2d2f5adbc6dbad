package org.melange.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads secrets from the file or environment variable that settings refer to. */
public final class Secrets {

  private Secrets() {}

  /**
   * The content of {@code file}, or, where that is empty, of the environment variable {@code
   * variable}; empty if that is not set.
   *
   * @throws ConfigException if the file cannot be read
   */
  public static String read(String file, String variable) {
    if (!file.isEmpty()) {
      try {
        return Files.readString(Path.of(file)).strip();
      } catch (IOException e) {
        throw new ConfigException(List.of("key file " + file + " cannot be read"));
      }
    }
    String value = variable.isEmpty() ? null : System.getenv(variable);
    return value == null ? "" : value.strip();
  }
}
