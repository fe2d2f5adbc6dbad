package org.melange.clip.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * The printable character for each byte of a byte-level vocabulary ({@code bytes_to_unicode} of the
 * released GPT-2 encoder, which CLIP uses). Printable Latin-1 bytes represent themselves, the 68
 * others have code points from 256.
 */
final class ByteToUnicode {

  private static final int PRINTABLE = 188;
  private static final String[] LETTERS = new String[256];
  private static final List<String> IN_ORDER = new ArrayList<>();

  static {
    for (int b = 0; b < 256; b++) {
      if (printable(b)) {
        LETTERS[b] = String.valueOf((char) b);
        IN_ORDER.add(LETTERS[b]);
      }
    }
    for (int b = 0; b < 256; b++) {
      if (!printable(b)) {
        LETTERS[b] = String.valueOf((char) (256 + IN_ORDER.size() - PRINTABLE));
        IN_ORDER.add(LETTERS[b]);
      }
    }
  }

  private ByteToUnicode() {}

  /** The character of a byte. */
  static String of(byte b) {
    return LETTERS[b & 0xff];
  }

  /** All characters in the order of the published vocabulary: printable bytes first. */
  static List<String> inOrder() {
    return IN_ORDER;
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
  }
}
