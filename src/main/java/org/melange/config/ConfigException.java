package org.melange.config;

import java.util.List;

/** Invalid settings. Contains all faults, not only the first. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** An exception with {@code faults}. */
  public ConfigException(List<String> faults) {
    super("configuration: " + String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults, one line each. */
  public List<String> faults() {
    return faults;
  }
}
