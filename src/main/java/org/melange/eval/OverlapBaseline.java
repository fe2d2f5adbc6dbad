package org.melange.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.NameNormalizer;

/**
 * A baseline that needs no model: candidates whose name fits before those whose name is only
 * similar, then by how many words their description shares with the post, ties as the names rank
 * them. Shows what is left for a model to do.
 */
public final class OverlapBaseline {

  private OverlapBaseline() {}

  /**
   * A candidate and what is known of it.
   *
   * @param candidate as the names gave it
   * @param description of the entity
   */
  public record Described(Candidate candidate, String description) {}

  /** The candidates, the best first. */
  public static List<Candidate> rank(String post, List<Described> candidates) {
    Set<String> words = words(post);
    Comparator<Described> order =
        Comparator.<Described, Boolean>comparing(d -> d.candidate().match() == Match.FUZZY)
            .thenComparingDouble(d -> -overlap(words, d.description()))
            .thenComparing(Described::candidate, CandidateIndex.order());
    return candidates.stream().sorted(order).map(Described::candidate).toList();
  }

  /**
   * Words of the description that are in the post, over the root of its length (cosine up to a
   * constant).
   */
  static double overlap(Set<String> post, String description) {
    Set<String> words = words(description);
    if (words.isEmpty()) {
      return 0;
    }
    return words.stream().filter(post::contains).count() / Math.sqrt(words.size());
  }

  private static Set<String> words(String text) {
    return Arrays.stream(NameNormalizer.fold(text).split(" "))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
