package org.melange.enrich.question;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights of words that are counted in a list of descriptions. */
final class CountedWords {

  private CountedWords() {}

  static WordWeights weights(List<String> descriptions) {
    Map<String, Integer> counts = new HashMap<>();
    for (String description : descriptions) {
      WordWeights.words(description).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    return new WordWeights(word -> counts.getOrDefault(word, 0), descriptions.size());
  }
}
