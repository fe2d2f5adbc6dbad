package org.melange.link.lexical;

import java.util.Arrays;
import org.melange.kb.index.Keys;
import org.melange.kb.index.WordTable;

/**
 * Numbers words, and weighs them by their inverse document frequency, {@code ln((1 + n) / (1 +
 * df))} for {@code n} texts of which {@code df} have the word. Immutable, thread-safe.
 */
final class Vocabulary {

  /** The number of a word that no text has. */
  static final int UNKNOWN = Keys.UNKNOWN;

  /** Frequencies below it have their weights computed in advance. */
  private static final int COMPUTED = 1 << 14;

  private final WordTable words;
  private final float[] weights = new float[COMPUTED];

  Vocabulary(WordTable words) {
    this.words = words;
    for (int frequency = 0; frequency < COMPUTED; frequency++) {
      weights[frequency] = compute(frequency);
    }
  }

  /** The numbers of words, {@link #UNKNOWN} for those that no text has. */
  int[] find(String[] texts) {
    return Arrays.stream(texts).mapToInt(words::find).toArray();
  }

  /** The weight of a word; the largest for {@link #UNKNOWN}. */
  float weight(int word) {
    int frequency = word == UNKNOWN ? 0 : words.frequency(word);
    return frequency < COMPUTED ? weights[frequency] : compute(frequency);
  }

  private float compute(int frequency) {
    return (float) Math.log((1.0 + words.texts()) / (1 + frequency));
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
}
