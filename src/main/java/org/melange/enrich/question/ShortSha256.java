package org.melange.enrich.question;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Short content hashes: the first half of a SHA-256, 32 hexadecimal digits. */
final class ShortSha256 {

  private static final int BYTES = 16;

  private ShortSha256() {}

  /** The hash of a list. The length of each part is hashed, so that no two lists are equal. */
  static String of(String... parts) {
    return of(Arrays.asList(parts));
  }

  /** The hash of a list. The length of each part is hashed, so that no two lists are equal. */
  static String of(Iterable<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
