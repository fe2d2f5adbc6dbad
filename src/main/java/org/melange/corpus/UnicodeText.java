package org.melange.corpus;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;

/** Text of Unicode scalar values only, which UTF-8 and Parquet can represent. */
public final class UnicodeText {

  private static final char REPLACEMENT = '\uFFFD';

  private UnicodeText() {}

  /**
   * Replaces every unpaired surrogate by U+FFFD. Each is one code point before and after, so spans
   * stay valid.
   */
  public static String of(String text) {
    int unpaired = unpairedSurrogate(text, 0);
    if (unpaired < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    for (; unpaired >= 0; unpaired = unpairedSurrogate(text, unpaired + 1)) {
      clean.setCharAt(unpaired, REPLACEMENT);
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

  private static int unpairedSurrogate(String text, int from) {
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
