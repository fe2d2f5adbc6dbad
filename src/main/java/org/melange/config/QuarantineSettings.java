package org.melange.config;

/**
 * {@code quarantine.*}: how many rejected records a job accepts.
 *
 * @param maxShare the largest share of posts that may be rejected
 */
public record QuarantineSettings(double maxShare) {

  static QuarantineSettings read(ConfigReader in) {
    return new QuarantineSettings(in.share("quarantine.max-share"));
  }
}
