package org.melange.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The expected hash of a file.
 *
 * @param kind how it is computed
 * @param hex in hexadecimal digits
 */
public record Checksum(Kind kind, String hex) {

  /** Hash functions. */
  public enum Kind {
    /** SHA-256 of the content, which the hub publishes for large files. */
    SHA_256("SHA-256"),
    /** The Git blob id: SHA-1 of a header with the length, and the content. */
    GIT_BLOB("SHA-1");

    private final String algorithm;

    Kind(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  /** Accepts digits in upper and lower case. */
  public Checksum {
    hex = hex.toLowerCase(Locale.ROOT);
  }

  /** SHA-256 of the content. */
  public static Checksum sha256(String hex) {
    return new Checksum(Kind.SHA_256, hex);
  }

  /** The Git blob id of the content. */
  public static Checksum gitBlob(String hex) {
    return new Checksum(Kind.GIT_BLOB, hex);
  }

  /** The SHA-256 of an existing file. */
  public static Checksum sha256(Path file) throws IOException {
    return of(Kind.SHA_256, file);
  }

  /** Whether {@code file} hashes to this. */
  boolean fits(Path file) throws IOException {
    return of(kind, file).equals(this);
  }

  private static Checksum of(Kind kind, Path file) throws IOException {
    MessageDigest digest = digest(kind.algorithm);
    if (kind == Kind.GIT_BLOB) {
      digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
