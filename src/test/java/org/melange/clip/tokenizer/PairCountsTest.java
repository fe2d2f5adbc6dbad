package org.melange.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts of neighbours that are kept up to date, against counting anew. */
class PairCountsTest {

  @Test
  void theMostFrequentPairIsMergedFirstAndTiesAreInOrder() {
    PairCounts counts = new PairCounts(Map.of(List.of("a", "b", "c"), 2L, List.of("b", "c"), 1L));
    assertThat(counts.mostFrequent()).contains(new BytePair("b", "c"));
    counts.merge(new BytePair("b", "c"));
    assertThat(counts.mostFrequent()).contains(new BytePair("a", "bc"));
    counts.merge(new BytePair("a", "bc"));
    assertThat(counts.mostFrequent()).isEmpty();
  }

  @Test
  void overlappingPairsAreMergedFromTheLeft() {
    PairCounts counts = new PairCounts(Map.of(List.of("a", "a", "a", "b"), 1L));
    counts.merge(new BytePair("a", "a"));
    counts.merge(new BytePair("a", "b"));
    assertThat(counts.mostFrequent()).contains(new BytePair("aa", "ab"));
  }

  @Test
  void aMergeOfAPairThatIsNotThereChangesNothing() {
    PairCounts counts = new PairCounts(Map.of(List.of("a", "b"), 1L));
    counts.merge(new BytePair("x", "y"));
    assertThat(counts.mostFrequent()).contains(new BytePair("a", "b"));
  }

  @Test
  void countsThatAreKeptAreThoseCountedAnew() {
    Random random = new Random(43);
    for (int round = 0; round < 30; round++) {
      Map<List<String>, Long> words = words(random);
      PairCounts counts = new PairCounts(words);
      for (int step = 0; step < 12; step++) {
        BytePair expected = mostFrequent(words);
        assertThat(counts.mostFrequent().orElse(null)).isEqualTo(expected);
        if (expected == null) {
          break;
        }
        counts.merge(expected);
        words = merged(words, expected);
      }
    }
  }

  private static Map<List<String>, Long> words(Random random) {
    Map<List<String>, Long> words = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      List<String> word = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(7); j++) {
        word.add(String.valueOf((char) ('a' + random.nextInt(3))));
      }
      words.put(word, 1L + random.nextInt(3));
    }
    return words;
  }

  private static BytePair mostFrequent(Map<List<String>, Long> words) {
    Map<BytePair, Long> counts = new HashMap<>();
    words.forEach(
        (word, count) -> {
          for (int i = 1; i < word.size(); i++) {
            counts.merge(new BytePair(word.get(i - 1), word.get(i)), count, Long::sum);
          }
        });
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return counts.keySet().stream()
        .filter(pair -> counts.get(pair) == most)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /** Two words that become the same add up, which does not change any count of pairs. */
  private static Map<List<String>, Long> merged(Map<List<String>, Long> words, BytePair pair) {
    Map<List<String>, Long> merged = new LinkedHashMap<>();
    words.forEach(
        (word, count) -> {
          List<String> pieces = new ArrayList<>();
          for (String piece : word) {
            int last = pieces.size() - 1;
            boolean joins =
                last >= 0 && pieces.get(last).equals(pair.left()) && piece.equals(pair.right());
            if (joins) {
              pieces.set(last, pair.joined());
            } else {
              pieces.add(piece);
            }
          }
          merged.merge(pieces, count, Long::sum);
        });
    return merged;
  }
}
