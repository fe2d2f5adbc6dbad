package org.melange.config;

/**
 * {@code run.*}: how work is divided.
 *
 * @param partitions the number of partitions (0: four per core)
 */
public record RunSettings(int partitions) {

  static RunSettings read(ConfigReader in) {
    return new RunSettings(in.integer("run.partitions", 0, 1_000_000));
  }
}
