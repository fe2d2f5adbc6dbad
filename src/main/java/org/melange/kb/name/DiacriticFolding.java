package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import org.melange.corpus.UnicodeText;

/**
 * Removes diacritics and punctuation from a normalised name.
 *
 * <p>The table of letters is ours: ICU's transliterator {@code Latin-ASCII} takes almost a second
 * to load, and it also rewrites phonetic letters and symbols. What Unicode decomposes needs no
 * table.
 */
final class DiacriticFolding {

  private static final int BREVE = 0x0306;

  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();
  private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();

  private DiacriticFolding() {}

  /** The folded form. It may contain double spaces, and it may be empty. */
  static String fold(String normalized) {
    String decomposed = DECOMPOSED.normalize(normalized);
    StringBuilder folded = new StringBuilder(decomposed.length());
    int base = UScript.COMMON;
    for (int at = 0, codePoint; at < decomposed.length(); at += Character.charCount(codePoint)) {
      codePoint = decomposed.codePointAt(at);
      if (!UnicodeText.isMark(codePoint)) {
        base = codePoint < 128 ? UScript.LATIN : UScript.getScript(codePoint);
        append(codePoint, folded);
      } else if (!isDiacritic(codePoint, base)) {
        folded.appendCodePoint(codePoint);
      }
    }
    return COMPOSED.normalize(folded);
  }

  private static boolean isDiacritic(int mark, int base) {
    if (UCharacter.getType(mark) != UCharacterCategory.NON_SPACING_MARK) {
      return false;
    }
    return switch (base) {
      case UScript.LATIN, UScript.GREEK -> true;
      case UScript.CYRILLIC -> mark != BREVE; // й and ў are letters, but ё is often written е
      default -> false;
    };
  }

  private static void append(int codePoint, StringBuilder folded) {
    String letters = codePoint < 128 ? "" : letters(codePoint);
    if (!letters.isEmpty()) {
      folded.append(letters);
    } else if (isPunctuation(codePoint)) {
      folded.append(joins(codePoint) ? "" : " ");
    } else {
      folded.appendCodePoint(codePoint);
    }
  }

  /** Letters that Unicode does not decompose, as they are written without the key for them. */
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

  /** {@code O'Neill} and {@code ONeill} are one name; so are {@code U.S.} and {@code US}. */
  private static boolean joins(int codePoint) {
    return codePoint == '\'' || codePoint == '.';
  }

  private static boolean isPunctuation(int codePoint) {
    return switch (UCharacter.getType(codePoint)) {
      case UCharacterCategory.CONNECTOR_PUNCTUATION,
          UCharacterCategory.DASH_PUNCTUATION,
          UCharacterCategory.START_PUNCTUATION,
          UCharacterCategory.END_PUNCTUATION,
          UCharacterCategory.INITIAL_PUNCTUATION,
          UCharacterCategory.FINAL_PUNCTUATION,
          UCharacterCategory.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
