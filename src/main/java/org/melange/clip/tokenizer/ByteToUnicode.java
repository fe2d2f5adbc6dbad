package org.melange.clip.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * The printable letter that stands for each byte in a byte-level vocabulary: printable Latin-1
 * bytes are themselves, the 68 others take the code points from 256 on (Radford et al. 2019, the
 * released GPT-2 encoder, which CLIP took over).
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

  /** The letter of one byte. */
  static String of(byte b) {
    return LETTERS[b & 0xff];
  }

  /** All letters in the order of the published vocabulary: the printable ones first. */
  static List<String> inOrder() {
    return IN_ORDER;
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
  }
}
