package org.melange.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * The bytes of a {@code data:} URI (RFC 2397), base64 or percent-encoded. Base64 may be
 * percent-encoded, wrapped, URL-safe, or without padding.
 */
public final class DataUri {

  private static final String SCHEME = "data:";
  private static final int ESCAPE_LENGTH = 3;

  private DataUri() {}

  /**
   * Whether {@code uri} has the scheme {@code data:}, well-formed or not. Leading white space is
   * ignored.
   */
  public static boolean is(String uri) {
    String text = uri.stripLeading();
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Decodes the data.
   *
   * @throws IllegalArgumentException if there is no comma before the data, or the data is invalid
   *     base64
   */
  public static byte[] decode(String uri) {
    String text = uri.strip();
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new IllegalArgumentException("no comma before the data");
    }
    String type = text.substring(SCHEME.length(), comma).strip().toLowerCase(Locale.ROOT);
    byte[] data = unescaped(text, comma + 1);
    boolean base64 = type.equals("base64") || type.matches(".*;\\s*base64");
    return base64 ? base64(data) : data;
  }

  /**
   * Decodes base64 in the standard or the URL-safe alphabet. White space is ignored; padding is
   * optional.
   *
   * @throws IllegalArgumentException if the text is not base64
   */
  public static byte[] base64(byte[] text) {
    byte[] standard = new byte[text.length];
    int length = 0;
    for (byte character : text) {
      if (!Character.isWhitespace(character)) {
        standard[length++] = standard(character);
      }
    }
    return Base64.getDecoder().decode(Arrays.copyOf(standard, length));
  }

  private static byte standard(byte character) {
    return switch (character) {
      case '-' -> '+';
      case '_' -> '/';
      default -> character;
    };
  }

  private static byte[] unescaped(String text, int from) {
    byte[] raw = text.substring(from).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    int at = 0;
    while (at < raw.length) {
      int escaped = PercentDecoding.byteAt(raw, at);
      decoded.write(escaped < 0 ? raw[at] : escaped);
      at += escaped < 0 ? 1 : ESCAPE_LENGTH;
    }
    return decoded.toByteArray();
  }
}
