package org.melange.link.lexical;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers words, and weighs them by their inverse document frequency, {@code ln((1 + n) / (1 +
 * df))} for {@code n} texts of which {@code df} have the word. Immutable, thread-safe.
 */
final class Vocabulary {

  /** The number of a word that no text has. */
  static final int UNKNOWN = -1;

  private final Map<String, Integer> numbers;
  private final float[] weights;
  private final float greatest;

  private Vocabulary(Map<String, Integer> numbers, int[] frequencies, int texts) {
    this.numbers = numbers;
    this.weights = new float[numbers.size()];
    for (int word = 0; word < weights.length; word++) {
      weights[word] = (float) Math.log((1.0 + texts) / (1 + frequencies[word]));
    }
    this.greatest = (float) Math.log(1.0 + texts);
  }

  /** The numbers of words, {@link #UNKNOWN} for those that no text has. */
  int[] find(String[] words) {
    int[] found = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      found[i] = numbers.getOrDefault(words[i], UNKNOWN);
    }
    return found;
  }

  /** The weight of a word; the largest for {@link #UNKNOWN}. */
  float weight(int word) {
    return word < 0 ? greatest : weights[word];
  }

  /** The values, sorted, each once. */
  static int[] distinct(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = 0;
    for (int value : sorted) {
      if (count == 0 || value != sorted[count - 1]) {
        sorted[count++] = value;
      }
    }
    return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
  }

  /** Numbers the words of texts in the order in which they come. Not thread-safe. */
  static final class Builder {
    private final Map<String, Integer> numbers = new HashMap<>();
    private int[] frequencies = new int[1024];
    private int texts;

    /**
     * Adds a text.
     *
     * @return the numbers of its words
     */
    int[] add(String[] words) {
      int[] added = new int[words.length];
      for (int i = 0; i < words.length; i++) {
        added[i] = number(words[i]);
      }
      for (int word : distinct(added)) {
        frequencies[word]++;
      }
      texts++;
      return added;
    }

    private int number(String word) {
      int number = numbers.computeIfAbsent(word, added -> numbers.size());
      if (number == frequencies.length) {
        frequencies = Arrays.copyOf(frequencies, number * 2);
      }
      return number;
    }

    Vocabulary build() {
      return new Vocabulary(numbers, frequencies, texts);
    }
  }
}
