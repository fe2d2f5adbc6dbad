package org.melange.kb.name;

import static java.util.Objects.requireNonNull;

import com.ibm.icu.lang.UCharacter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.Mention;
import org.melange.corpus.Span;

/**
 * Finds the names of a knowledge base in a text. It scans from left to right and takes the longest
 * name at each word boundary; mentions do not overlap.
 *
 * <p>Names are compared in their normalised form and in their folded form (see {@link
 * NameNormalizer}); spans point into the text as written. A Korean name may be followed by
 * particles. The time is linear in the text, since names are tried only at the beginnings of words
 * and have at most {@value #MAX_LENGTH} chars. Immutable, thread-safe, deterministic.
 */
public final class MentionFinder {

  /** Longer names are ignored. */
  static final int MAX_LENGTH = 200;

  private final NameSearch names;
  private final Settings settings;
  private final int longestStopWord;

  /**
   * Which names are looked for.
   *
   * @param minLength the minimum number of code points of a normalised name
   * @param minLengthCjk the same for a name that consists of Han, Hangul and Katakana
   * @param numbers whether names without any letter are looked for ({@code 1984})
   * @param stopWords normalised names that are not looked for
   * @param capitalized whether text with lower-case letters needs a capital too; text without them,
   *     as in scripts without case, always qualifies
   */
  public record Settings(
      int minLength,
      int minLengthCjk,
      boolean numbers,
      Set<String> stopWords,
      boolean capitalized) {

    /** Two code points, with a letter, a capital if there is case, and not a very common word. */
    public static final Settings DEFAULT = new Settings(2, 2, false, StopWords.COMMON, true);

    /** Copies the stop words. */
    public Settings {
      if (minLength < 1 || minLengthCjk < 1) {
        throw new IllegalArgumentException(
            "lengths must be positive: " + minLength + ", " + minLengthCjk);
      }
      stopWords = Set.copyOf(stopWords);
    }
  }

  /** Looks for names that the settings admit. */
  public MentionFinder(NameSearch names, Settings settings) {
    this.names = requireNonNull(names, "names");
    this.settings = requireNonNull(settings, "settings");
    this.longestStopWord = settings.stopWords().stream().mapToInt(String::length).max().orElse(0);
  }

  /** The mentions in {@code text}; their identifiers are their positions among the mentions. */
  public List<Mention> find(String text) {
    return new Search(text).mentions();
  }

  /** The search through one text. */
  private final class Search {
    private final String original;
    private final NormalizedText normal;
    private final FoldedText folds;
    private final LongestNames plainNames;
    private NormalizedText folded;
    private LongestNames foldedNames;
    private final int lastCapital;
    private int inFolded;

    Search(String original) {
      this.original = original;
      this.normal = NormalizedText.of(original);
      this.folds = FoldedText.of(normal, original);
      this.lastCapital = settings.capitalized() ? lastCapital(original) : original.length();
      this.plainNames =
          KoreanParticles.mayBeIn(normal)
              ? new LongestNames(names, normal, to -> KoreanParticles.follow(normal, to))
              : new LongestNames(names, normal);
    }

    /** Most texts have few places where it is needed, some none. */
    private LongestNames foldedNames() {
      if (foldedNames == null) {
        folded = folds.text();
        foldedNames =
            new LongestNames(
                names, folded, to -> KoreanParticles.follow(folded, to) || folds.isPossessive(to));
      }
      return foldedNames;
    }

    List<Mention> mentions() {
      List<Mention> mentions = new ArrayList<>();
      int counted = 0;
      int codePoints = 0;
      for (int at = 0; at < normal.length(); ) {
        int end = begins(normal, at) && !isBehindCapitals(at) ? end(at) : -1;
        if (end < 0) {
          at = normal.wordEnd(at);
          continue;
        }
        int start = normal.start(at);
        codePoints += original.codePointCount(counted, start);
        counted = start;
        mentions.add(mention(mentions.size(), original.substring(start, end), codePoints));
        while (at < normal.length() && normal.start(at) < end) {
          at++;
        }
      }
      return mentions;
    }

    /** Whether no name can begin at {@code at}, since it would have small letters only. */
    private boolean isBehindCapitals(int at) {
      int start = normal.start(at);
      return start > lastCapital && isSmallLetter(original.charAt(start));
    }

    /** Where the longest name that begins at {@code at} ends in the original, or -1. */
    private int end(int at) {
      int plain = plainNames.find(at, (from, to) -> fits(normal, from, to));
      int end = plain < 0 ? -1 : normal.end(plain - 1);
      if (!folds.differs(at, plainNames.looked())) {
        return end;
      }
      LongestNames names = foldedNames();
      int from = inFolded(normal.start(at));
      if (from < 0 || !begins(folded, from)) {
        return end;
      }
      int last = names.find(from, (begin, to) -> fits(folded, begin, to)) - 1;
      boolean longer = last >= 0 && folded.start(last) >= end;
      // Hill's is Hill rather than Hills
      return longer && (end < 0 || !folds.isPossessive(last)) ? folded.end(last) : end;
    }

    /** The index in the folded text of the char from the original's {@code start}, or -1. */
    private int inFolded(int start) {
      while (inFolded < folded.length() && folded.start(inFolded) < start) {
        inFolded++;
      }
      return inFolded < folded.length() && folded.start(inFolded) == start ? inFolded : -1;
    }

    private boolean fits(NormalizedText text, int from, int to) {
      return text.startsCluster(to)
          && (!settings.capitalized()
              || looksLikeName(original, text.start(from), text.end(to - 1)))
          && !CjkNames.isPieceOfKatakana(text, from, to)
          && admits(text, from, to);
    }
  }

  private boolean admits(NormalizedText name, int from, int to) {
    return to - from <= MAX_LENGTH
        && isLong(name, from, to)
        && (settings.numbers() || hasLetter(name, from, to))
        && (to - from > longestStopWord
            || !settings.stopWords().contains(name.subSequence(from, to)));
  }

  private boolean isLong(NormalizedText text, int from, int to) {
    int sufficient = Math.max(settings.minLength(), settings.minLengthCjk());
    if (to - from >= 2 * sufficient) { // a code point has two chars at most
      return true;
    }
    int length = Character.codePointCount(text, from, to);
    if (length >= sufficient) {
      return true;
    }
    boolean cjk = CjkNames.isOne(text.subSequence(from, to));
    return length >= (cjk ? settings.minLengthCjk() : settings.minLength());
  }

  private static boolean hasLetter(NormalizedText text, int from, int to) {
    for (int at = from, codePoint; at < to; at += Character.charCount(codePoint)) {
      codePoint = Character.codePointAt(text, at);
      if (UCharacter.isLetter(codePoint)) {
        return true;
      }
    }
    return false;
  }

  private static Mention mention(int position, String text, int start) {
    Span span = new Span(start, start + text.codePointCount(0, text.length()));
    return new Mention(Integer.toString(position), text, Optional.of(span));
  }

  private static boolean begins(NormalizedText text, int at) {
    return text.charAt(at) != ' ' && text.isBoundary(at) && text.startsCluster(at);
  }

  private static boolean looksLikeName(String original, int from, int to) {
    boolean small = false;
    for (int at = from, codePoint; at < to; at += Character.charCount(codePoint)) {
      codePoint = original.codePointAt(at);
      if (isCapital(codePoint)) {
        return true;
      }
      small |= isSmallLetter(codePoint);
    }
    return !small;
  }

  /** The place of the last capital of a text, or -1. */
  private static int lastCapital(String text) {
    int at = text.length();
    while (at > 0) {
      int codePoint = text.codePointBefore(at);
      at -= Character.charCount(codePoint);
      if (isCapital(codePoint)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isCapital(int codePoint) {
    return codePoint < CharacterClusters.ASCII_CHARS
        ? 'A' <= codePoint && codePoint <= 'Z'
        : UCharacter.isUUppercase(codePoint) || UCharacter.isTitleCase(codePoint);
  }

  private static boolean isSmallLetter(int codePoint) {
    return codePoint < CharacterClusters.ASCII_CHARS
        ? 'a' <= codePoint && codePoint <= 'z'
        : UCharacter.isULowercase(codePoint);
  }
}
