package org.melange.corpus;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;

/**
 * Where a name may begin and end in a text: not between two letters or digits of a word, except in
 * scripts that put no blanks between words; never before a combining mark.
 */
public final class WordBoundaries {

  private WordBoundaries() {}

  /** Whether a word may begin or end before the char {@code index} of {@code text}. */
  public static boolean at(CharSequence text, int index) {
    if (index <= 0 || index >= text.length()) {
      return true;
    }
    int before = Character.codePointBefore(text, index);
    int after = Character.codePointAt(text, index);
    return !UnicodeText.isMark(after) && !(joins(before) && joins(after));
  }

  /**
   * The char index of the first place where {@code name} stands in {@code text} as words of its
   * own, else of the first place where it stands at all, else -1.
   */
  public static int find(String text, String name) {
    int first = text.indexOf(name);
    for (int at = first; at >= 0; at = text.indexOf(name, at + 1)) {
      if (at(text, at) && at(text, at + name.length())) {
        return at;
      }
    }
    return first;
  }

  private static boolean joins(int codePoint) {
    if (codePoint < 128) {
      return UCharacter.isLetterOrDigit(codePoint);
    }
    return (UCharacter.isLetterOrDigit(codePoint) || UnicodeText.isMark(codePoint))
        && !isUnspaced(UScript.getScript(codePoint));
  }

  /** ICU leaves out Javanese, whose line breaks need no dictionary. */
  private static boolean isUnspaced(int script) {
    return UScript.breaksBetweenLetters(script) || script == UScript.JAVANESE;
  }
}
