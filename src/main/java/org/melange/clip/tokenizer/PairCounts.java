package org.melange.clip.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a corpus as sequences of pieces, with the number of occurrences of each adjacent
 * pair. A merge updates only the words with that pair. Not thread-safe.
 */
final class PairCounts {

  private final List<List<String>> words = new ArrayList<>();
  private final List<Long> frequencies = new ArrayList<>();
  private final Map<BytePair, Long> counts = new HashMap<>();
  private final Map<BytePair, Set<Integer>> places = new HashMap<>();

  /**
   * @param words each distinct word in pieces, with its number of occurrences
   */
  PairCounts(Map<List<String>, Long> words) {
    words.forEach(
        (word, frequency) -> {
          this.words.add(word);
          frequencies.add(frequency);
          count(this.words.size() - 1, 1);
        });
  }

  /**
   * The most frequent pair, and of equal ones the first in order. Empty if no word has two pieces.
   */
  Optional<BytePair> mostFrequent() {
    BytePair best = null;
    long most = 0;
    for (Map.Entry<BytePair, Long> entry : counts.entrySet()) {
      long count = entry.getValue();
      if (count > most || (count == most && entry.getKey().compareTo(best) < 0)) {
        best = entry.getKey();
        most = count;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Merges {@code pair} into one piece in all words. */
  void merge(BytePair pair) {
    for (int word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
      count(word, -1);
      words.set(word, joined(words.get(word), pair));
      count(word, 1);
    }
  }

  private void count(int word, int sign) {
    List<String> pieces = words.get(word);
    for (int i = 1; i < pieces.size(); i++) {
      BytePair pair = new BytePair(pieces.get(i - 1), pieces.get(i));
      long change = sign * frequencies.get(word);
      if (counts.merge(pair, change, PairCounts::sumOrGone) == null) {
        places.remove(pair);
      } else if (sign > 0) {
        places.computeIfAbsent(pair, unused -> new HashSet<>()).add(word);
      } else {
        places.get(pair).remove(word);
      }
    }
  }

  private static Long sumOrGone(long count, long change) {
    return count + change == 0 ? null : Long.valueOf(count + change);
  }

  private static List<String> joined(List<String> pieces, BytePair pair) {
    List<String> merged = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      boolean here =
          i + 1 < pieces.size()
              && pieces.get(i).equals(pair.left())
              && pieces.get(i + 1).equals(pair.right());
      merged.add(here ? pair.joined() : pieces.get(i));
      i += here ? 1 : 0;
    }
    return merged;
  }
}
