package org.melange.config;

/**
 * {@code report.*}: the report of a run, an HTML page.
 *
 * @param sample how many links the report shows; 0: no report is written
 * @param seed seed of the sample
 */
public record ReportSettings(int sample, long seed) {

  private static final int MAX_SAMPLE = 500;

  static ReportSettings read(ConfigReader in) {
    return new ReportSettings(
        in.integer("report.sample", 0, MAX_SAMPLE),
        in.number("report.seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
