package org.melange.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the bytes of a file header by header. */
final class ByteWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** One byte a character. */
  public ByteWriter text(String characters) {
    return bytes(characters.getBytes(StandardCharsets.ISO_8859_1));
  }

  public ByteWriter bytes(byte... values) {
    out.writeBytes(values);
    return this;
  }

  public ByteWriter bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  /** {@code count} times 0. */
  public ByteWriter zeros(int count) {
    return bytes(new byte[count]);
  }

  /** A number of {@code width} bytes, the lowest first. */
  public ByteWriter little(long value, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (value >> 8 * i));
    }
    return this;
  }

  /** A number of {@code width} bytes, the highest first. */
  public ByteWriter big(long value, int width) {
    for (int i = width - 1; i >= 0; i--) {
      out.write((int) (value >> 8 * i));
    }
    return this;
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }
}
