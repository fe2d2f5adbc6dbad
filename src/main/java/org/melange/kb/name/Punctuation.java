package org.melange.kb.name;

/** One form for each kind of quote, dash and blank; none for what cannot be seen. */
final class Punctuation {

  /** Stands for nothing at all. */
  static final int DROPPED = -1;

  private Punctuation() {}

  /** The form that stands for {@code codePoint}, itself for most, or {@link #DROPPED}. */
  static int unify(int codePoint) {
    if (codePoint == '_' || Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      return ' ';
    }
    if (isInvisible(codePoint)) {
      return DROPPED;
    }
    return codePoint < 128 && codePoint != '`' ? codePoint : unifyVisible(codePoint);
  }

  static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static int unifyVisible(int codePoint) {
    return switch (codePoint) {
      case '`', 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF, 0x2C8 -> '\'';
      case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x2035, 0x2039, 0x203A -> '\'';
      case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0x2036, 0xAB, 0xBB -> '"';
      case 0x301D, 0x301E, 0x301F, 0x2BA -> '"';
      case 0x2043, 0x2212 -> '-';
      case 0x30FB -> ' '; // stands between the words of foreign names in katakana
      default -> Character.getType(codePoint) == Character.DASH_PUNCTUATION ? '-' : codePoint;
    };
  }

  private static boolean isInvisible(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || (0xFE00 <= codePoint && codePoint <= 0xFE0F) // variation selectors
        || (0xE0100 <= codePoint && codePoint <= 0xE01EF)
        || codePoint == 0x115F // Hangul fillers
        || codePoint == 0x1160
        || codePoint == 0x3164;
  }
}
