package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;

/**
 * Tells names in scripts whose characters are syllables or words. Two characters make a name there
 * ({@code 東京}, {@code 서울}, {@code パリ}); two letters of an alphabet rarely do.
 *
 * <p>The scripts are Han, Hangul and Katakana. Two characters of Hiragana are nearly always a
 * function word. Thai, Lao, Khmer and Myanmar are alphabets, although they have no spaces.
 */
final class CjkNames {

  /** Names of this length or more are also found inside a run of Katakana. */
  private static final int LONG = 3;

  /** No letter of Katakana is below it. */
  private static final int FIRST = 0x2E80;

  private CjkNames() {}

  /** Whether all characters of {@code name} belong to these scripts. */
  static boolean isOne(String name) {
    return name.codePoints().allMatch(CjkNames::isCjk);
  }

  /**
   * Whether the part of {@code text} from {@code from} to {@code to} is a short piece of a longer
   * run of Katakana, which is one word: {@code パリティ} does not contain {@code パリ}.
   */
  static boolean isPieceOfKatakana(CharSequence text, int from, int to) {
    return (joins(text, from) || joins(text, to))
        && Character.codePointCount(text, from, to) < LONG;
  }

  private static boolean joins(CharSequence text, int at) {
    return at > 0
        && at < text.length()
        && isKatakana(text.charAt(at - 1))
        && isKatakana(text.charAt(at));
  }

  private static boolean isCjk(int codePoint) {
    int script = UScript.getScript(codePoint);
    return script == UScript.HAN || script == UScript.HANGUL || isKatakana(codePoint);
  }

  /** Letters used in Katakana; the prolonged sound mark ー is one that Hiragana has too. */
  private static boolean isKatakana(int codePoint) {
    return codePoint >= FIRST
        && UScript.hasScript(codePoint, UScript.KATAKANA)
        && UCharacter.isLetter(codePoint);
  }
}
