package org.melange.corpus;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;

/** Text made of Unicode scalar values only, as UTF-8 and Parquet can hold it. */
public final class UnicodeText {

  private static final char REPLACEMENT = '\uFFFD';

  private UnicodeText() {}

  /**
   * Puts U+FFFD in the place of every surrogate that stands alone. Each counts as one code point
   * before and after, so spans stay valid.
   */
  public static String of(String text) {
    int lone = loneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    for (; lone >= 0; lone = loneSurrogate(text, lone + 1)) {
      clean.setCharAt(lone, REPLACEMENT);
    }
    return clean.toString();
  }

  /** Whether {@code codePoint} is a combining mark: non-spacing, spacing or enclosing. */
  public static boolean isMark(int codePoint) {
    int type = UCharacter.getType(codePoint);
    return type == UCharacterCategory.NON_SPACING_MARK
        || type == UCharacterCategory.COMBINING_SPACING_MARK
        || type == UCharacterCategory.ENCLOSING_MARK;
  }

  private static int loneSurrogate(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE) {
        return at;
      }
      at += Character.charCount(codePoint);
    }
    return -1;
  }
}
