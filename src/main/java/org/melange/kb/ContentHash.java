package org.melange.kb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash that shows whether an entity differs between two versions of a knowledge base.
 *
 * <p>SHA-256 over every field but {@code popularity}, which changes daily. Two entities with one
 * hash have the same embedding and the same names. Each string is preceded by its length and each
 * list by its size, so that different entities cannot give the same bytes.
 */
public final class ContentHash {

  private final MessageDigest digest;

  private ContentHash() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /** The hash of {@code entity}, 64 hexadecimal digits. */
  public static String of(Entity entity) {
    ContentHash hash = new ContentHash();
    hash.add(entity.qid());
    hash.add(entity.label());
    hash.add(entity.description());
    hash.add(entity.aliases());
    hash.add(entity.types());
    hash.add(entity.images());
    hash.add(entity.redirects());
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void add(List<String> values) {
    add(values.size());
    values.forEach(this::add);
  }

  private void add(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
