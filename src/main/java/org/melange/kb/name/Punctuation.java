package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;

/**
 * Maps quotes, dashes and white space to one character of each kind and drops invisible characters.
 *
 * <p>Unicode normalisation does not do this: it keeps curly quotes and dashes, and it turns an
 * acute accent that is written for an apostrophe into a space with a combining mark.
 */
final class Punctuation {

  /** Says that a character is removed. */
  static final int DROPPED = -1;

  private Punctuation() {}

  /** The replacement of {@code codePoint}, itself for most, or {@link #DROPPED}. */
  static int unify(int codePoint) {
    if (codePoint == '_' || isSpace(codePoint)) {
      return ' ';
    }
    if (isInvisible(codePoint)) {
      return DROPPED;
    }
    return codePoint < 128 && codePoint != '`' ? codePoint : unifyVisible(codePoint);
  }

  private static int unifyVisible(int codePoint) {
    return switch (codePoint) {
      case '`', 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF, 0x2C8 -> '\'';
      case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x2035, 0x2039, 0x203A -> '\'';
      case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0x2036, 0xAB, 0xBB -> '"';
      case 0x301D, 0x301E, 0x301F, 0x2BA -> '"';
      case 0x2043, 0x2212 -> '-';
      case 0x30FB -> ' '; // separates the words of foreign names in katakana
      default -> isDash(codePoint) ? '-' : codePoint;
    };
  }

  private static boolean isDash(int codePoint) {
    return UCharacter.getType(codePoint) == UCharacterCategory.DASH_PUNCTUATION;
  }

  /** White space by Unicode's definition or by Java's, which adds four control characters. */
  private static boolean isSpace(int codePoint) {
    return UCharacter.isUWhiteSpace(codePoint) || UCharacter.isWhitespace(codePoint);
  }

  /** Case folding removes the other invisible characters: variation selectors, Hangul fillers. */
  private static boolean isInvisible(int codePoint) {
    int type = UCharacter.getType(codePoint);
    return type == UCharacterCategory.CONTROL
        || type == UCharacterCategory.FORMAT
        || type == UCharacterCategory.SURROGATE;
  }
}
