package org.melange.link.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of inputs of the encoder, in hexadecimal digits. Safe for any number of threads. */
public final class ContentHashes {

  private ContentHashes() {}

  /** Of token ids, padding included: their number counts. */
  public static String ofTokens(long[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * Long.BYTES);
    bytes.asLongBuffer().put(ids);
    return ofBytes(bytes.array());
  }

  /** Of a file. */
  public static String ofBytes(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
