package org.melange.kb.name;

import com.ibm.icu.lang.UCharacter;
import java.util.Arrays;
import org.melange.corpus.WordBoundaries;

/**
 * A normalised text without the diacritics and punctuation that writers leave out of names: {@code
 * São Paulo}, {@code St. Louis}, {@code O'Neill} and {@code Jean-Paul} become {@code sao paulo},
 * {@code st louis}, {@code oneill} and {@code jean paul}.
 *
 * <p>Unlike {@link NameNormalizer#fold}, which folds one name, this keeps punctuation that may
 * separate two names. It removes apostrophes next to a letter, hyphens inside a word, and full
 * stops inside a word or after an abbreviation. Immutable once built.
 */
final class FoldedText {

  /** The longest word that may be an abbreviation. */
  private static final int LONGEST_ABBREVIATION = 3;

  private static final int NO_DIACRITICS_FROM = 0x2E80;
  private static final int NO_DIACRITICS_TO = 0xFB00;

  private final NormalizedText normal;
  private final String original;
  private final NormalizedText folded;
  private int[] differences = new int[16];
  private int count;

  private FoldedText(NormalizedText normal, String original) {
    this.normal = normal;
    this.original = original;
    this.folded = new NormalizedText(normal.length(), true);
  }

  /**
   * Folds a text.
   *
   * @param normal its normalised form, with offsets
   * @param original as written
   */
  static FoldedText of(NormalizedText normal, String original) {
    FoldedText text = new FoldedText(normal, original);
    for (int from = 0, to; from < normal.length(); from = to) {
      to = text.appendPlain(from);
      if (to > from) {
        continue;
      }
      to = from + 1;
      while (!normal.startsCluster(to)) {
        to++;
      }
      text.append(from, to);
    }
    return text;
  }

  /** The folded form, with offsets into the original. */
  NormalizedText text() {
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
    return 0 < at
        && at < folded.length()
        && folded.charAt(at) == 's'
        && folded.start(at) > folded.end(at - 1)
        && WordBoundaries.at(folded, at + 1);
  }

  /** Adds chars that folding keeps, if any begin at {@code from}; returns where they end. */
  private int appendPlain(int from) {
    int to = from;
    while (to < normal.length() && isPlain(normal.charAt(to)) && normal.startsCluster(to + 1)) {
      to++;
    }
    if (to > from) {
      folded.append(
          normal.charAt(from),
          normal.start(from),
          normal.end(from)); // a space may follow that of a hyphen
      folded.append(normal, from + 1, to);
    }
    return to;
  }

  /** ASCII that is never folded. */
  private static boolean isPlain(char c) {
    return c < CharacterClusters.ASCII_CHARS && c != '\'' && c != '.' && c != '-';
  }

  private void append(int from, int to) {
    char c = normal.charAt(from);
    if (c == '\'' && (isLetter(from - 1) || isLetter(from + 1))) {
      differ(from);
    } else if (c == '.' && isLetterOrDigit(from - 1) && joinsOrAbbreviates(from)) {
      differ(from);
      folded.extendLast(normal.end(from));
    } else if (c == '-' && isLetterOrDigit(from - 1) && isLetterOrDigit(from + 1)) {
      put(" ", from);
      differ(from);
    } else {
      appendLetters(from, to);
    }
  }

  private void appendLetters(int from, int to) {
    if (to - from == 1 && normal.charAt(from) < CharacterClusters.ASCII_CHARS) {
      folded.append(normal.charAt(from), normal.start(from), normal.end(from));
      return;
    }
    String cluster = normal.subSequence(from, to);
    int first = cluster.codePointAt(0);
    if (NO_DIACRITICS_FROM <= first && first < NO_DIACRITICS_TO
        || !UCharacter.isLetterOrDigit(first)) {
      put(cluster, from);
      return;
    }
    String letters = DiacriticFolding.fold(cluster);
    put(letters, from);
    if (!letters.equals(cluster)) {
      differ(from);
    }
  }

  private void put(String letters, int from) {
    folded.append(letters, normal.start(from), normal.end(from));
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
