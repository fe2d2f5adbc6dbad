package org.melange.enrich.question;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Picks a description without any service: the one whose words, weighted by how much they tell, are
 * found in the text, over the root of its own weight (a cosine up to a constant). Words that share
 * most of their letters count in part, for football and footballer.
 *
 * <p>It picks only where there is evidence: words of the mention itself do not count, nor does a
 * lead that a single common word could make, nor a tie. Thread-safe.
 */
public final class LexicalChooser {

  /** The least evidence, as a share of what a word tells that no description has. */
  private static final double LEAST_EVIDENCE = 0.3;

  /** Words less alike than this have nothing to do with each other. */
  private static final double LEAST_LIKENESS = 0.6;

  private static final int SHORTEST_LIKE = 4;
  private static final double TIE = 1e-9;

  private final WordWeights weights;

  /** The text looked at last: the mentions of a post come one after the other. */
  private volatile Words last = new Words("", Set.of());

  /** Weighs words by {@code weights}. */
  public LexicalChooser(WordWeights weights) {
    this.weights = weights;
  }

  /** The description that fits best, if any does. */
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
    boolean tells = best.evidence() >= LEAST_EVIDENCE * weights.greatest();
    return leads && tells && best.score() > 0 ? Optional.of(best.choice()) : Optional.empty();
  }

  private Set<String> words(String text) {
    Words known = last;
    if (!known.text().equals(text)) {
      known = new Words(text, WordWeights.words(text));
      last = known;
    }
    return known.words();
  }

  /** A text and its words, which are not changed. */
  private record Words(String text, Set<String> words) {}

  private record Scored(String choice, double evidence, double score) {}

  private Scored score(Set<String> text, String choice) {
    double evidence = 0;
    double whole = 0;
    for (String word : WordWeights.words(choice)) {
      double weight = weights.of(word);
      whole += weight;
      evidence += weight * likeness(word, text);
    }
    return new Scored(choice, evidence, whole > 0 ? evidence / Math.sqrt(whole) : 0);
  }

  /** 1 for a word of the text, less for one that is like a word of the text, or 0. */
  private static double likeness(String word, Set<String> text) {
    if (text.contains(word)) {
      return 1;
    }
    double like =
        word.length() < SHORTEST_LIKE
            ? 0
            : text.stream().mapToDouble(other -> likeness(word, other)).max().orElse(0);
    return like < LEAST_LIKENESS ? 0 : like / 2;
  }

  /** The share of the longer word that both begin with. */
  private static double likeness(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int same = 0;
    while (same < shorter && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same < SHORTEST_LIKE ? 0 : (double) same / Math.max(a.length(), b.length());
  }
}
