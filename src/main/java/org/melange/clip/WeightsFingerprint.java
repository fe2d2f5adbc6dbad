package org.melange.clip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The fingerprint of a model. It depends on configuration and weights only: the same weights as
 * safetensors and as a PyTorch checkpoint have the same fingerprint.
 */
final class WeightsFingerprint {

  private static final int CHUNK = 1 << 14;

  private final MessageDigest sha = sha256();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  WeightsFingerprint(ClipConfig config) {
    add(config.toJson());
  }

  /** Adds a tensor. Tensors must be added in the order of their names. */
  void add(String name, long[] shape, float[] values) {
    add(name + Arrays.toString(shape));
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      buffer.clear().asFloatBuffer().put(values, from, count);
      sha.update(buffer.array(), 0, count * Float.BYTES);
    }
  }

  private void add(String text) {
    sha.update(text.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
  }

  /** The first 16 hexadecimal digits of the SHA-256 of everything added. */
  String finish() {
    return HexFormat.of().formatHex(sha.digest()).substring(0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
