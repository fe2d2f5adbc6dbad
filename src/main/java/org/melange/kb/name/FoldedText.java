package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import java.util.Arrays;

/**
 * A normalised text without the diacritics and punctuation that writers leave out of names: {@code
 * São Paulo}, {@code St. Louis}, {@code O'Neill} and {@code Jean-Paul} become {@code sao paulo},
 * {@code st louis}, {@code oneill} and {@code jean paul}.
 *
 * <p>Unlike {@link NameNormalizer#fold}, which folds one name, this keeps punctuation that may
 * separate two names. It removes apostrophes next to a letter, hyphens inside a word, and full
 * stops inside a word or after an abbreviation. Not thread-safe.
 */
final class FoldedText {

  /** The longest word that may be an abbreviation. */
  private static final int LONGEST_ABBREVIATION = 3;

  private static final int NO_DIACRITICS_FROM = 0x2E80;
  private static final int NO_DIACRITICS_TO = 0xFB00;

  /** ASCII that is never folded. */
  private static final boolean[] PLAIN = plain();

  private final NormalizedText normal;
  private final String original;
  private NormalizedText folded;

  /** Where the clusters begin that change. */
  private int[] differences = new int[16];

  private int count;

  private FoldedText(NormalizedText normal, String original) {
    this.normal = normal;
    this.original = original;
  }

  /**
   * Folds a text.
   *
   * @param normal its normalised form, with offsets
   * @param original as written
   */
  static FoldedText of(NormalizedText normal, String original) {
    FoldedText text = new FoldedText(normal, original);
    for (int from = text.plainEnd(0), to; from < normal.length(); from = text.plainEnd(to)) {
      to = text.clusterEnd(from);
      if (text.isChanged(from, to)) {
        text.differ(from);
      }
    }
    return text;
  }

  /** The folded form, with offsets into the original. It is made when it is first needed. */
  NormalizedText text() {
    if (folded == null) {
      folded = new NormalizedText(normal.length(), true);
      int done = 0;
      for (int i = 0; i < count; i++) {
        int from = differences[i];
        int to = clusterEnd(from);
        folded.append(normal, done, from);
        appendChanged(from, to);
        done = to;
      }
      folded.append(normal, done, normal.length());
    }
    return folded;
  }

  /** Whether a char of the normalised form from {@code from} to {@code to} was changed. */
  boolean differs(int from, int to) {
    int at = Arrays.binarySearch(differences, 0, count, from);
    int next = at < 0 ? -at - 1 : at;
    return next < count && differences[next] < to;
  }

  /** Whether char {@code at} of the folded form is the {@code s} of a possessive. */
  boolean isPossessive(int at) {
    NormalizedText letters = text();
    return 0 < at
        && at < letters.length()
        && letters.charAt(at) == 's'
        && letters.start(at) > letters.end(at - 1)
        && letters.isBoundary(at + 1);
  }

  /** Where chars that folding keeps end, if any begin at {@code from}. */
  private int plainEnd(int from) {
    char[] chars = normal.array();
    int to = from;
    while (to < normal.length() && isPlain(chars[to]) && normal.startsCluster(to + 1)) {
      to++;
    }
    return to;
  }

  private static boolean isPlain(char c) {
    return c < PLAIN.length && PLAIN[c];
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[CharacterClusters.ASCII_CHARS];
    for (int c = 0; c < plain.length; c++) {
      plain[c] = c != '\'' && c != '.' && c != '-';
    }
    return plain;
  }

  private int clusterEnd(int from) {
    int to = from + 1;
    while (!normal.startsCluster(to)) {
      to++;
    }
    return to;
  }

  private boolean isChanged(int from, int to) {
    char c = normal.charAt(from);
    return switch (c) {
      case '\'' -> isLetter(from - 1) || isLetter(from + 1);
      case '.' -> isLetterOrDigit(from - 1) && joinsOrAbbreviates(from);
      case '-' -> isLetterOrDigit(from - 1) && isLetterOrDigit(from + 1);
      default -> hasDiacritics(from, to);
    };
  }

  private boolean hasDiacritics(int from, int to) {
    if (to - from == 1 && normal.charAt(from) < CharacterClusters.ASCII_CHARS) {
      return false;
    }
    String cluster = normal.subSequence(from, to);
    int first = cluster.codePointAt(0);
    return !(NO_DIACRITICS_FROM <= first && first < NO_DIACRITICS_TO)
        && UCharacter.isLetterOrDigit(first)
        && !DiacriticFolding.fold(cluster).equals(cluster);
  }

  private void appendChanged(int from, int to) {
    int start = normal.start(from);
    int end = normal.end(from);
    switch (normal.charAt(from)) {
      case '\'' -> {}
      case '.' -> folded.extendLast(end);
      case '-' -> folded.append(' ', start, end);
      default -> folded.append(DiacriticFolding.fold(normal.subSequence(from, to)), start, end);
    }
  }

  private void differ(int at) {
    if (count == differences.length) {
      differences = Arrays.copyOf(differences, count * 2);
    }
    differences[count++] = at;
  }

  /** Whether the full stop at {@code at} is inside a word or after an abbreviation. */
  private boolean joinsOrAbbreviates(int at) {
    return isLetterOrDigit(at + 1) ? isLetter(at - 1) || isLetter(at + 1) : isAbbreviation(at);
  }

  /** A few letters of which the first is a capital, or letters separated by full stops. */
  private boolean isAbbreviation(int end) {
    int from = end;
    while (isLetter(from - 1)) {
      from--;
      if (end - from > LONGEST_ABBREVIATION) {
        return false;
      }
    }
    boolean dotted = from > 1 && normal.charAt(from - 1) == '.' && isLetter(from - 2);
    return from < end
        && (dotted || UCharacter.isUUppercase(original.codePointAt(normal.start(from))));
  }

  private boolean isLetter(int at) {
    return 0 <= at && at < normal.length() && UCharacter.isLetter(normal.charAt(at));
  }

  private boolean isLetterOrDigit(int at) {
    return 0 <= at && at < normal.length() && UCharacter.isLetterOrDigit(normal.charAt(at));
  }
}
