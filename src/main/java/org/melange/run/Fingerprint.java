package org.melange.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 of a sequence of values. Each text is preceded by its length and each list by its size,
 * so that different sequences cannot give the same bytes. Not thread-safe.
 */
public final class Fingerprint {

  /** Hexadecimal digits of {@link #shortHex()}: 128 bits. */
  public static final int SHORT = 32;

  private static final int ABSENT = -1;

  private final MessageDigest digest = Sha256.digest();

  /** Adds a text, which may be null. */
  public Fingerprint add(String text) {
    return text == null ? add(ABSENT) : add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds texts and how many they are. */
  public Fingerprint add(List<String> texts) {
    add(texts.size());
    texts.forEach(this::add);
    return this;
  }

  /** Adds bytes and how many they are. */
  public Fingerprint add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** Adds a number. */
  public Fingerprint add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    return this;
  }

  /** Adds a number. */
  public Fingerprint add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    return this;
  }

  /** Adds the bits of a number. */
  public Fingerprint add(double number) {
    return add(Double.doubleToLongBits(number));
  }

  /** The digest in hexadecimal digits. Nothing can be added afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first {@value #SHORT} digits of {@link #hex()}. */
  public String shortHex() {
    return hex().substring(0, SHORT);
  }
}
