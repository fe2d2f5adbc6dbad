package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.Locale;
import org.melange.corpus.UnicodeText;

/**
 * Splits a text into character clusters and normalises each.
 *
 * <p>A cluster is the smallest part of a text whose normalised form does not depend on the text
 * around it: a character with its marks, or a Hangul syllable of jamo. The normalised form is
 * Unicode's NFKC with full case folding, in which quotes, dashes and white space are unified (see
 * {@link Punctuation}).
 *
 * <p>ICU4J defines the characters, normalisation and case folding, so that names do not depend on
 * the Unicode version of the Java runtime.
 */
final class CharacterClusters {

  private static final char DOT_ABOVE = '\u0307';

  private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();

  /** Chars below it have a normalised form of one char at most. */
  static final char ASCII_CHARS = 128;

  /** Code points below it do not extend a cluster. */
  private static final char FIRST_EXTENDING = 0x300;

  /** No char. */
  static final char NONE = '\uFFFF';

  private static final char[] ASCII = ascii();

  /** Normalised forms of single chars, computed when they are met: alphabets and punctuation. */
  private static final String[] SINGLE = new String[0x2100];

  private CharacterClusters() {}

  /** The end of the cluster that begins at {@code from}. */
  static int end(String text, int from) {
    int to = from + Character.charCount(text.codePointAt(from));
    while (to < text.length()) {
      int codePoint = text.codePointAt(to);
      if (!extendsCluster(codePoint)) {
        break;
      }
      to += Character.charCount(codePoint);
    }
    return to;
  }

  /** Whether the char at {@code at} is ASCII and a cluster. */
  static boolean isAscii(char[] text, int at) {
    return text[at] < ASCII_CHARS && (at + 1 == text.length || text[at + 1] < FIRST_EXTENDING);
  }

  /** The normalised form of one cluster; empty if nothing of it is visible. */
  static String normalize(String text, int from, int to) {
    char first = text.charAt(from);
    if (to - from == 1 && first < ASCII_CHARS) {
      return ASCII[first] == NONE ? "" : String.valueOf(ASCII[first]);
    }
    if (to - from > 1 || first >= SINGLE.length) {
      return normalize(text.substring(from, to));
    }
    if (SINGLE[first] == null) {
      SINGLE[first] = normalize(String.valueOf(first));
    }
    return SINGLE[first];
  }

  private static String normalize(String cluster) {
    String caseFolded = NFKC_CASEFOLD.normalize(unify(cluster));
    String unified = unify(caseFolded);
    return unified.equals(caseFolded) ? unified : NFKC_CASEFOLD.normalize(unified);
  }

  /** The normalised form of a char below {@link #ASCII_CHARS}; {@link #NONE} if it is empty. */
  static char normalizeAscii(char c) {
    return ASCII[c];
  }

  private static char[] ascii() {
    char[] table = new char[ASCII_CHARS];
    for (char c = 0; c < table.length; c++) {
      String unified = unify(String.valueOf(c)).toLowerCase(Locale.ROOT);
      table[c] = unified.isEmpty() ? NONE : unified.charAt(0);
    }
    return table;
  }

  /**
   * Unifies punctuation. Also removes the dot of {@code i̇}, which is what the Turkish capital
   * {@code İ} becomes in lower case.
   */
  private static String unify(String text) {
    StringBuilder unified = new StringBuilder(text.length());
    for (int at = 0, codePoint; at < text.length(); at += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(at);
      int plain = Punctuation.unify(codePoint);
      if (plain != Punctuation.DROPPED && !(plain == DOT_ABOVE && endsWith(unified, 'i'))) {
        unified.appendCodePoint(plain);
      }
    }
    return text.contentEquals(unified) ? text : unified.toString();
  }

  private static boolean endsWith(StringBuilder out, char c) {
    return out.length() > 0 && out.charAt(out.length() - 1) == c;
  }

  /** An invisible character does not extend a cluster, for a mention should not end with one. */
  private static boolean extendsCluster(int codePoint) {
    if (codePoint < FIRST_EXTENDING) {
      return false;
    }
    return UnicodeText.isMark(codePoint)
        || !NFKC_CASEFOLD.hasBoundaryBefore(codePoint)
            && !UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }
}
