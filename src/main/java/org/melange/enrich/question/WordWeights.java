package org.melange.enrich.question;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.melange.kb.name.NameNormalizer;

/**
 * Word weights: inverse document frequencies in the descriptions of a knowledge base, {@code ln((1
 * + n) / (1 + df))}. Immutable, thread-safe.
 */
public final class WordWeights {

  private final ToIntFunction<String> frequencies;
  private final long descriptions;

  /**
   * Weights by counts.
   *
   * @param frequencies in how many descriptions a word occurs
   * @param descriptions how many descriptions were counted
   */
  public WordWeights(ToIntFunction<String> frequencies, long descriptions) {
    this.frequencies = frequencies;
    this.descriptions = descriptions;
  }

  /** The weight of a normalized word; not negative, and largest if no description has the word. */
  double of(String word) {
    return Math.log((1.0 + descriptions) / (1 + frequencies.applyAsInt(word)));
  }

  /** The weight of a word that no description has. */
  double greatest() {
    return Math.log(1.0 + descriptions);
  }

  /** The distinct words of {@code text}, normalized, in their order. */
  public static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    for (String word : NameNormalizer.fold(text).split(" ")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
