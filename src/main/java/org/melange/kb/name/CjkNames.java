package org.melange.kb.name;

import java.lang.Character.UnicodeScript;

/**
 * Names in scripts whose characters are syllables or words. Two of them make a name ({@code 東京},
 * {@code 서울}, {@code パリ}), where two letters of an alphabet rarely do.
 *
 * <p>The scripts are Han, Hangul and Katakana. Two characters of Hiragana are nearly always a
 * function word; Thai, Lao, Khmer and Myanmar are alphabets, though without blanks.
 */
final class CjkNames {

  /** The prolonged sound mark of Katakana, which Unicode counts to no script. */
  private static final int PROLONGED = 0x30FC;

  /** Names from this length on are found inside a run of Katakana, too. */
  private static final int LONG = 3;

  private CjkNames() {}

  /** Whether all characters of {@code name} are of these scripts. */
  static boolean isOne(String name) {
    return name.codePoints().allMatch(CjkNames::isCjk);
  }

  /**
   * Whether the part of {@code text} from {@code from} to {@code to} is a short piece of a longer
   * run of Katakana, which is a word: {@code パリ} is not in {@code パリティ}.
   */
  static boolean isPieceOfKatakana(CharSequence text, int from, int to) {
    return Character.codePointCount(text, from, to) < LONG
        && (joins(text, from) || joins(text, to));
  }

  private static boolean joins(CharSequence text, int at) {
    return at > 0
        && at < text.length()
        && isKatakana(text.charAt(at - 1))
        && isKatakana(text.charAt(at));
  }

  private static boolean isCjk(int codePoint) {
    UnicodeScript script = UnicodeScript.of(codePoint);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HANGUL
        || script == UnicodeScript.KATAKANA
        || codePoint == PROLONGED;
  }

  private static boolean isKatakana(int c) {
    return c == PROLONGED || UnicodeScript.of(c) == UnicodeScript.KATAKANA;
  }
}
