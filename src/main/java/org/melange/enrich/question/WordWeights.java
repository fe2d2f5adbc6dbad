package org.melange.enrich.question;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.melange.kb.name.NameNormalizer;

/**
 * Word weights: inverse document frequencies in the descriptions of a knowledge base, {@code ln((1
 * + n) / (1 + df))}. Immutable, thread-safe.
 */
public final class WordWeights {

  private final Map<String, Integer> frequencies = new HashMap<>();
  private final int descriptions;

  /** Counts the words of all descriptions. */
  public WordWeights(Iterable<String> descriptions) {
    int count = 0;
    for (String description : descriptions) {
      words(description).forEach(word -> frequencies.merge(word, 1, Integer::sum));
      count++;
    }
    this.descriptions = count;
  }

  /** The weight of a normalized word; not negative, and largest if no description has the word. */
  double of(String word) {
    return Math.log((1.0 + descriptions) / (1 + frequencies.getOrDefault(word, 0)));
  }

  /** The weight of a word that no description has. */
  double greatest() {
    return Math.log(1.0 + descriptions);
  }

  /** The distinct words of {@code text}, normalized, in their order. */
  static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    for (String word : NameNormalizer.fold(text).split(" ")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
