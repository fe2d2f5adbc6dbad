package org.melange.corpus;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;

/**
 * Decides where a name may begin and end in a text: not between two letters or digits of a word,
 * except in scripts without spaces between words, and never before a combining mark.
 *
 * <p>These rules are not Unicode's word segmentation (UAX 29), which ICU implements: it keeps
 * {@code Hill's} and {@code will.i.am} as one word, and its dictionary splits Chinese and Thai text
 * so that {@code 北京} is not found in {@code 北京市}.
 */
public final class WordBoundaries {

  /** Code points below it are not combining marks. */
  private static final int MARKS = 0x300;

  private static final boolean[] ASCII = ascii();

  private WordBoundaries() {}

  /** Whether a word may begin or end before the char {@code index} of {@code text}. */
  public static boolean at(CharSequence text, int index) {
    if (index <= 0 || index >= text.length()) {
      return true;
    }
    char last = text.charAt(index - 1);
    char next = text.charAt(index);
    if (last < ASCII.length && next < ASCII.length) {
      return !(ASCII[last] && ASCII[next]);
    }
    int before = Character.codePointBefore(text, index);
    int after = Character.codePointAt(text, index);
    return !(joins(before) && joins(after)) && (after < MARKS || !UnicodeText.isMark(after));
  }

  /** Whether a char is a letter or digit of ASCII: no boundary is between two of them. */
  public static boolean joinsAscii(char c) {
    return c < ASCII.length && ASCII[c];
  }

  /**
   * The char index of the first occurrence of {@code name} in {@code text} between word boundaries,
   * else of its first occurrence, else -1.
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
    if (codePoint < ASCII.length) {
      return ASCII[codePoint];
    }
    return (UCharacter.isLetterOrDigit(codePoint) || UnicodeText.isMark(codePoint))
        && !isUnspaced(UScript.getScript(codePoint));
  }

  private static boolean[] ascii() {
    boolean[] joins = new boolean[128];
    for (int c = 0; c < joins.length; c++) {
      joins[c] = UCharacter.isLetterOrDigit(c);
    }
    return joins;
  }

  /** ICU leaves out Javanese, whose line breaks need no dictionary. */
  private static boolean isUnspaced(int script) {
    return UScript.breaksBetweenLetters(script) || script == UScript.JAVANESE;
  }
}
