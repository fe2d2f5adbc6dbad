package org.melange.kb.name;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;

/** Takes diacritics and punctuation from a normalised name. */
final class DiacriticFolding {

  private static final int BREVE = 0x0306;

  private DiacriticFolding() {}

  /** The folded form; blanks may double, and nothing may be left. */
  static String fold(String normalized) {
    String decomposed = Normalizer.normalize(normalized, Normalizer.Form.NFD);
    StringBuilder folded = new StringBuilder(decomposed.length());
    UnicodeScript base = UnicodeScript.COMMON;
    for (int at = 0, codePoint; at < decomposed.length(); at += Character.charCount(codePoint)) {
      codePoint = decomposed.codePointAt(at);
      if (!Punctuation.isMark(codePoint)) {
        base = codePoint < 128 ? UnicodeScript.LATIN : UnicodeScript.of(codePoint);
        append(codePoint, folded);
      } else if (!isDiacritic(codePoint, base)) {
        folded.appendCodePoint(codePoint);
      }
    }
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static boolean isDiacritic(int mark, UnicodeScript base) {
    if (Character.getType(mark) != Character.NON_SPACING_MARK) {
      return false;
    }
    return switch (base) {
      case LATIN, GREEK -> true;
      case CYRILLIC -> mark != BREVE; // й and ў are letters of their own, ё is often written е
      default -> false;
    };
  }

  private static void append(int codePoint, StringBuilder folded) {
    String letters = codePoint < 128 ? "" : letters(codePoint);
    if (!letters.isEmpty()) {
      folded.append(letters);
    } else if (Character.isLetterOrDigit(codePoint)) {
      folded.appendCodePoint(codePoint);
    } else if (isPunctuation(codePoint)) {
      folded.append(joins(codePoint) ? "" : " ");
    } else {
      folded.appendCodePoint(codePoint);
    }
  }

  /** Letters that Unicode does not take apart, as they are written where the key is missing. */
  private static String letters(int codePoint) {
    return switch (codePoint) {
      case 'ł' -> "l";
      case 'ø' -> "o";
      case 'đ', 'ð' -> "d";
      case 'þ' -> "th";
      case 'ı' -> "i";
      case 'æ' -> "ae";
      case 'œ' -> "oe";
      case 'ħ' -> "h";
      case 'ŧ' -> "t";
      case 'ŋ' -> "n";
      default -> "";
    };
  }

  /** O'Neill and ONeill, U.S. and US are one name each; Jean-Paul and Jean Paul too. */
  private static boolean joins(int codePoint) {
    return codePoint == '\'' || codePoint == '.';
  }

  private static boolean isPunctuation(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
