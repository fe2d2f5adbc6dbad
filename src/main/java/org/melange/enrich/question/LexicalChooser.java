package org.melange.enrich.question;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses a description without a language model: the one with the largest weight of words that
 * occur in the text, divided by the root of its total weight (a cosine up to a constant factor).
 * Words with a long common prefix, such as football and footballer, count in part.
 *
 * <p>It chooses only with sufficient evidence. Words of the mention do not count, a single frequent
 * word is not enough, and a tie yields no choice. Thread-safe.
 */
public final class LexicalChooser {

  /** Minimum evidence, relative to the weight of a word that no description has. */
  private static final double MIN_EVIDENCE = 0.3;

  /** Words with a lower similarity are unrelated. */
  private static final double MIN_SIMILARITY = 0.6;

  private static final int MIN_PREFIX = 4;
  private static final double TIE = 1e-9;

  private final WordWeights weights;

  /** The last text: consecutive mentions often belong to the same post. */
  private volatile Words last = new Words("", Set.of());

  /** Uses {@code weights} as word weights. */
  public LexicalChooser(WordWeights weights) {
    this.weights = weights;
  }

  /** The best description; empty if none fits. */
  public Optional<String> choose(Question question) {
    Set<String> text = new LinkedHashSet<>(words(question.text()));
    text.removeAll(WordWeights.words(question.mention()));
    List<Scored> scored =
        question.choices().stream()
            .map(choice -> score(text, choice))
            .sorted(Comparator.comparingDouble(Scored::score).reversed())
            .toList();
    Scored best = scored.get(0);
    boolean leads = scored.size() == 1 || best.score() > scored.get(1).score() + TIE;
    boolean sufficient = best.evidence() >= MIN_EVIDENCE * weights.greatest();
    return leads && sufficient && best.score() > 0 ? Optional.of(best.choice()) : Optional.empty();
  }

  private Set<String> words(String text) {
    Words known = last;
    if (!known.text().equals(text)) {
      known = new Words(text, WordWeights.words(text));
      last = known;
    }
    return known.words();
  }

  /** A text and its words. */
  private record Words(String text, Set<String> words) {}

  private record Scored(String choice, double evidence, double score) {}

  private Scored score(Set<String> text, String choice) {
    double evidence = 0;
    double total = 0;
    for (String word : WordWeights.words(choice)) {
      double weight = weights.of(word);
      total += weight;
      evidence += weight * similarity(word, text);
    }
    return new Scored(choice, evidence, total > 0 ? evidence / Math.sqrt(total) : 0);
  }

  /** 1 for a word of the text, up to 1/2 for a similar one, else 0. */
  private static double similarity(String word, Set<String> text) {
    if (text.contains(word)) {
      return 1;
    }
    double like =
        word.length() < MIN_PREFIX
            ? 0
            : text.stream().mapToDouble(other -> similarity(word, other)).max().orElse(0);
    return like < MIN_SIMILARITY ? 0 : like / 2;
  }

  /** Length of the common prefix over the length of the longer word. */
  private static double similarity(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int same = 0;
    while (same < shorter && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same < MIN_PREFIX ? 0 : (double) same / Math.max(a.length(), b.length());
  }
}
