package org.melange.enrich.question;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.melange.kb.name.NameNormalizer;

/**
 * How much a word tells: its inverse document frequency among the descriptions of a knowledge base,
 * {@code ln((1 + n) / (1 + df))}. Immutable, thread-safe.
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

  /** The weight of a folded word, 0 or more; greatest for words that no description has. */
  double of(String word) {
    return Math.log((1.0 + descriptions) / (1 + frequencies.getOrDefault(word, 0)));
  }

  /** The weight of a word that no description has. */
  double greatest() {
    return Math.log(1.0 + descriptions);
  }

  /** The words of {@code text}, folded, each once, in order. */
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
