package org.melange.kb;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.melange.corpus.Mention;
import org.melange.corpus.Span;
import org.melange.corpus.WordBoundaries;

/**
 * Finds the names of a knowledge base in a text: from left to right, at each place the longest name
 * that begins and ends at a word boundary, none overlapping another.
 *
 * <p>Names are compared in their normalised form, spans point into the text as written. The names
 * are kept as one sorted array, whose narrowing ranges serve as a trie: a reference a name, where
 * an Aho-Corasick automaton over 86,000 names took 4 s to build and 266 MB. The time is linear in
 * the text, since names are tried at the beginnings of words only and no longer than {@value
 * #MAX_LENGTH} chars. Immutable, thread-safe, deterministic.
 */
public final class MentionFinder {

  /** Longer names are not looked for. */
  static final int MAX_LENGTH = 200;

  private static final int NONE = -1;

  private final String[] names;
  private final Settings settings;

  /**
   * Which names are looked for.
   *
   * @param minLength the least number of code points of a normalised name
   * @param numbers whether names without any letter are looked for ({@code 1984})
   * @param stopWords normalised names that are not looked for
   * @param capitalized whether a place with small letters needs a capital too; what has no small
   *     letters, as in scripts without case, is found either way
   */
  public record Settings(
      int minLength, boolean numbers, Set<String> stopWords, boolean capitalized) {

    /** Two code points, with a letter, a capital if there is case, and not a very common word. */
    public static final Settings DEFAULT = new Settings(2, false, StopWords.COMMON, true);

    /** Copies the stop words. */
    public Settings {
      if (minLength < 1) {
        throw new IllegalArgumentException("minLength must be positive: " + minLength);
      }
      stopWords = Set.copyOf(stopWords);
    }

    private boolean admit(String name) {
      return name.length() <= MAX_LENGTH
          && name.codePointCount(0, name.length()) >= minLength
          && (numbers || name.codePoints().anyMatch(Character::isLetter))
          && !stopWords.contains(name);
    }
  }

  /** Looks for {@code names}, which must be normalised, as the settings say. */
  public MentionFinder(Iterable<String> names, Settings settings) {
    this.settings = requireNonNull(settings, "settings");
    this.names =
        StreamSupport.stream(names.spliterator(), false)
            .filter(settings::admit)
            .sorted()
            .distinct()
            .toArray(String[]::new);
  }

  /** The number of names looked for. */
  public int size() {
    return names.length;
  }

  /** The mentions in {@code text}, with their positions among each other as identifiers. */
  public List<Mention> find(String text) {
    NormalizedText normalized = NormalizedText.of(text);
    List<Mention> mentions = new ArrayList<>();
    int counted = 0;
    int codePoints = 0;
    for (int at = 0; at < normalized.length(); ) {
      int end = begins(normalized, at) ? longest(normalized, at, text) : NONE;
      if (end == NONE) {
        at++;
        continue;
      }
      int start = normalized.start(at);
      codePoints += text.codePointCount(counted, start);
      counted = start;
      String found = text.substring(start, normalized.end(end - 1));
      mentions.add(mention(mentions.size(), found, codePoints));
      at = end;
    }
    return mentions;
  }

  private static Mention mention(int position, String text, int start) {
    Span span = new Span(start, start + text.codePointCount(0, text.length()));
    return new Mention(Integer.toString(position), text, Optional.of(span));
  }

  private static boolean begins(NormalizedText text, int at) {
    return text.charAt(at) != ' ' && text.startsCluster(at) && WordBoundaries.at(text, at);
  }

  /** The end of the longest name that begins at {@code from}, or {@link #NONE}. */
  private int longest(NormalizedText text, int from, String original) {
    int longest = NONE;
    int low = 0;
    int high = names.length;
    for (int at = from; at < text.length() && low < high; at++) {
      int depth = at - from;
      low = bound(low, high, depth, text.charAt(at));
      high = bound(low, high, depth, text.charAt(at) + 1);
      boolean whole = low < high && names[low].length() == depth + 1;
      if (whole && accepts(text, from, at + 1, original)) {
        longest = at + 1;
      }
    }
    return longest;
  }

  /** The first name from {@code low} whose char at {@code depth} is {@code least} or more. */
  private int bound(int low, int high, int depth, int least) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      boolean less = names[middle].length() <= depth || names[middle].charAt(depth) < least;
      from = less ? middle + 1 : from;
      to = less ? to : middle;
    }
    return from;
  }

  private boolean accepts(NormalizedText text, int from, int to, String original) {
    return text.startsCluster(to)
        && WordBoundaries.at(text, to)
        && (!settings.capitalized() || looksLikeName(original, text.start(from), text.end(to - 1)));
  }

  private static boolean looksLikeName(String original, int from, int to) {
    String written = original.substring(from, to);
    return written.codePoints().noneMatch(Character::isLowerCase)
        || written.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }
}
