package org.melange.kb;

import java.util.Arrays;

/** What two folded names are compared by, as numbers: their words and their trigrams. */
final class Features {

  /** Enough to tell names apart; longer ones are compared by their beginning. */
  private static final int MAX_CODE_POINTS = 256;

  private Features() {}

  static String[] words(String folded) {
    return folded.split(" ", -1);
  }

  /** A word as a number. Two words with one number would only make one more fuzzy candidate. */
  static long word(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The distinct words, as numbers. */
  static long[] wordNumbers(String folded) {
    return distinct(Arrays.stream(words(folded)).mapToLong(Features::word).toArray());
  }

  /** The distinct trigrams; each word has a blank on both sides. */
  static long[] trigrams(String folded) {
    int[] points = (" " + folded + " ").codePoints().limit(MAX_CODE_POINTS).toArray();
    long[] trigrams = new long[Math.max(0, points.length - 2)];
    int count = 0;
    for (int i = 0; i + 2 < points.length; i++) {
      // What reaches across two words says little.
      if (points[i + 1] != ' ') {
        trigrams[count++] = (long) points[i] << 42 | (long) points[i + 1] << 21 | points[i + 2];
      }
    }
    return distinct(Arrays.copyOf(trigrams, count));
  }

  /** The first letters of a name of two words or more; empty for one word. */
  static String initials(String folded) {
    StringBuilder initials = new StringBuilder();
    for (String word : words(folded)) {
      if (!word.isEmpty()) {
        initials.appendCodePoint(word.codePointAt(0));
      }
    }
    return initials.length() > 1 ? initials.toString() : "";
  }

  private static long[] distinct(long[] numbers) {
    return Arrays.stream(numbers).sorted().distinct().toArray();
  }
}
