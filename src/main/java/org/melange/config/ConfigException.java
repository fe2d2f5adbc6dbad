package org.melange.config;

import java.util.List;

/** Settings that cannot be used: names every fault that was found, not only the first. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** An exception that names {@code faults}. */
  public ConfigException(List<String> faults) {
    super("configuration: " + String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, a line each. */
  public List<String> faults() {
    return faults;
  }
}
