package org.melange.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Decodes percent escapes in names, which data sets often take from URLs. It equals Python's {@code
 * urllib.parse.unquote}: escapes are UTF-8, invalid bytes become U+FFFD, and {@code +} and invalid
 * escapes ({@code 100%}, {@code %zz}) are kept.
 */
public final class PercentDecoding {

  private static final int ESCAPE_LENGTH = 3;

  private PercentDecoding() {}

  /** The decoded text. */
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      if (byteAt(text, at) < 0) {
        decoded.append(text.charAt(at++));
      } else {
        at = appendRun(text, at, decoded);
      }
    }
    return decoded.toString();
  }

  /** Decodes adjacent escapes together, since a character may take several. */
  private static int appendRun(String text, int from, StringBuilder decoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = from;
    for (int value = byteAt(text, at); value >= 0; value = byteAt(text, at)) {
      bytes.write(value);
      at += ESCAPE_LENGTH;
    }
    decoded.append(bytes.toString(StandardCharsets.UTF_8));
    return at;
  }

  /** The byte that the escape at {@code at} stands for, or -1 if there is no escape. */
  private static int byteAt(String text, int at) {
    if (at + ESCAPE_LENGTH > text.length() || text.charAt(at) != '%') {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /**
   * The byte that the escape at {@code at} of ASCII text stands for, or -1 if there is no escape.
   */
  static int byteAt(byte[] text, int at) {
    if (at + ESCAPE_LENGTH > text.length || text[at] != '%') {
      return -1;
    }
    int high = hex((char) (text[at + 1] & 0xFF));
    int low = hex((char) (text[at + 2] & 0xFF));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static int hex(char digit) {
    // Character.digit also takes the digits of other scripts.
    return digit < 128 ? Character.digit(digit, 16) : -1;
  }
}
