package org.melange.kb.name;

import java.util.Arrays;

/**
 * The features by which folded names are compared, hashed to numbers: words, trigrams and initials.
 */
final class NameFeatures {

  /** Longer names are compared by their beginning. */
  private static final int MAX_CODE_POINTS = 256;

  private NameFeatures() {}

  static String[] words(String folded) {
    return folded.split(" ");
  }

  /** The FNV-1a hash of a word. A collision would only add a fuzzy candidate. */
  static long word(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The distinct words, as numbers. */
  static long[] wordNumbers(String folded) {
    String[] words = words(folded);
    long[] numbers = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = word(words[i]);
    }
    return distinct(numbers);
  }

  /** The distinct trigrams; each word has a space on both sides. */
  static long[] trigrams(String folded) {
    int[] points = (" " + folded + " ").codePoints().limit(MAX_CODE_POINTS).toArray();
    long[] trigrams = new long[Math.max(0, points.length - 2)];
    int count = 0;
    for (int i = 0; i + 2 < points.length; i++) {
      // A trigram across two words says little.
      if (points[i + 1] != ' ') {
        trigrams[count++] = (long) points[i] << 42 | (long) points[i + 1] << 21 | points[i + 2];
      }
    }
    return distinct(Arrays.copyOf(trigrams, count));
  }

  /** The abbreviations of a name: its initials, with function words and without. */
  static long[] initials(String folded) {
    return distinct(Initials.of(words(folded)).mapToLong(NameFeatures::word).toArray());
  }

  private static long[] distinct(long[] numbers) {
    Arrays.sort(numbers);
    int count = 0;
    for (long number : numbers) {
      if (count == 0 || number != numbers[count - 1]) {
        numbers[count++] = number;
      }
    }
    return count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
  }
}
