package org.melange.kb.name;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Cuts a text into the smallest pieces that normalise alike alone and in the text (a character with
 * its marks, a Hangul syllable of jamo), and normalises a piece.
 */
final class CharacterClusters {

  private static final int SHARP_S = 'ß';
  private static final int DOTTED_CAPITAL_I = 'İ';
  private static final int DOTLESS_SMALL_I = 'ı';
  private static final int DOT_ABOVE = 0x0307;

  private static final String[] ASCII = ascii();

  private CharacterClusters() {}

  /** Where the cluster that begins at {@code from} ends. */
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

  /** The normalised form of one cluster; empty if nothing of it is visible. */
  static String normalize(String text, int from, int to) {
    char first = text.charAt(from);
    if (to - from == 1 && first < 128) {
      return ASCII[first];
    }
    StringBuilder visible = new StringBuilder();
    text.substring(from, to).codePoints().forEach(c -> appendPlain(c, visible));
    String composed = Normalizer.normalize(visible, Normalizer.Form.NFKC);
    StringBuilder folded = new StringBuilder();
    composed.codePoints().forEach(c -> appendFolded(c, folded));
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  private static String[] ascii() {
    String[] table = new String[128];
    for (char c = 0; c < table.length; c++) {
      StringBuilder plain = new StringBuilder();
      appendPlain(c, plain);
      table[c] = plain.toString().toLowerCase(Locale.ROOT);
    }
    return table;
  }

  private static void appendPlain(int codePoint, StringBuilder out) {
    int plain = Punctuation.unify(codePoint);
    if (plain >= 0) {
      out.appendCodePoint(plain);
    }
  }

  private static void appendFolded(int codePoint, StringBuilder out) {
    int plain = Punctuation.unify(codePoint);
    if (plain < 0) {
      return;
    }
    // Python and others make "i" and a dot of the Turkish capital İ.
    boolean dotOfI = plain == DOT_ABOVE && endsWith(out, 'i');
    if (!dotOfI) {
      appendCaseFolded(plain, out);
    }
  }

  /** Full case folding: by way of capitals, since some letters have several small forms. */
  private static void appendCaseFolded(int codePoint, StringBuilder out) {
    switch (codePoint) {
      case DOTTED_CAPITAL_I -> out.append('i');
      case DOTLESS_SMALL_I -> out.append('ı');
      case SHARP_S, 'ẞ' -> out.append("ss");
      default ->
          Character.toString(codePoint)
              .toUpperCase(Locale.ROOT)
              .codePoints()
              .map(Character::toLowerCase)
              .forEach(out::appendCodePoint);
    }
  }

  private static boolean endsWith(StringBuilder out, char c) {
    return out.length() > 0 && out.charAt(out.length() - 1) == c;
  }

  private static boolean extendsCluster(int codePoint) {
    if (codePoint < 0x300) {
      return false;
    }
    boolean halfwidthVoicing = codePoint == 0xFF9E || codePoint == 0xFF9F;
    boolean medialOrFinalJamo = 0x1160 <= codePoint && codePoint <= 0x11FF;
    return halfwidthVoicing || medialOrFinalJamo || Punctuation.isMark(codePoint);
  }
}
