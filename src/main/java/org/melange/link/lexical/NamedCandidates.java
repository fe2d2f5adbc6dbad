package org.melange.link.lexical;

import java.util.List;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;

/**
 * The candidates of a mention and what depends on the mention alone.
 *
 * @param comparison of the mention with names
 * @param candidates those that the index has, the best first
 * @param entities their positions in the index
 * @param nameScores the name parts of their scores
 * @param unique whether exactly one label equals the mention
 */
record NamedCandidates(
    NameComparison comparison,
    List<Candidate> candidates,
    int[] entities,
    double[] nameScores,
    boolean unique) {

  static NamedCandidates of(
      LexicalIndex index, double[] weights, String mention, List<Candidate> candidates) {
    NameComparison comparison = new NameComparison(index, MentionWords.of(index, mention));
    List<Candidate> known =
        candidates.stream().filter(c -> index.find(Qids.number(c.qid())) >= 0).toList();
    boolean unique = known.stream().filter(c -> c.match() == Match.EXACT).count() == 1;
    int[] entities = known.stream().mapToInt(c -> index.find(Qids.number(c.qid()))).toArray();
    double[] scores = new double[entities.length];
    NamedCandidates all = new NamedCandidates(comparison, known, entities, scores, unique);
    double[] values = new double[LexicalFeature.count()];
    for (int i = 0; i < entities.length; i++) {
      all.features(i, values);
      scores[i] = LexicalWeights.dot(weights, values);
    }
    return all;
  }

  /** Writes the features of {@link LexicalFeature.Part#NAME} of the {@code i}-th candidate. */
  void features(int i, double[] values) {
    comparison.features(candidates.get(i), entities[i], unique, values);
  }

  /** The mention. */
  MentionWords mention() {
    return comparison.mention();
  }

  /** Whether the {@code i}-th candidate is the only one whose label equals the mention. */
  boolean isUniqueLabel(int i) {
    return unique && candidates.get(i).match() == Match.EXACT;
  }
}
