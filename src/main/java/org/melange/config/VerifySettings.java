package org.melange.config;

/**
 * {@code verify.*}: when files are compared with the manifests that list them.
 *
 * @param checksums when SHA-256 sums are compared
 */
public record VerifySettings(Checksums checksums) {

  /** When the SHA-256 sums of a manifest are compared with the contents of its files. */
  public enum Checksums {
    /** Once per machine and version, and again if the length or time of a file has changed. */
    ONCE,
    /** In each run. */
    ALWAYS
  }

  static VerifySettings read(ConfigReader in) {
    return new VerifySettings(in.oneOf("verify.checksums", Checksums.class));
  }
}
