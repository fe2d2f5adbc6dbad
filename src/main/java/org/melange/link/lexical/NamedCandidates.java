package org.melange.link.lexical;

import java.util.List;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;

/**
 * The candidates of a mention and what depends on the mention alone.
 *
 * @param mention the mention
 * @param candidates those that the index has, the best first
 * @param entities their positions in the index
 * @param features their features, those of {@link LexicalFeature.Part#NAME} filled in
 * @param nameScores the name parts of their scores
 */
record NamedCandidates(
    MentionWords mention,
    List<Candidate> candidates,
    int[] entities,
    double[][] features,
    double[] nameScores) {

  static NamedCandidates of(
      LexicalIndex index, double[] weights, String mention, List<Candidate> candidates) {
    MentionWords words = MentionWords.of(index, mention);
    List<Candidate> known =
        candidates.stream().filter(c -> index.find(Qids.number(c.qid())) >= 0).toList();
    boolean unique = known.stream().filter(c -> c.match() == Match.EXACT).count() == 1;
    NameComparison comparison = new NameComparison(index, words);
    int[] entities = new int[known.size()];
    double[][] features = new double[known.size()][LexicalFeature.count()];
    double[] scores = new double[known.size()];
    for (int i = 0; i < entities.length; i++) {
      entities[i] = index.find(Qids.number(known.get(i).qid()));
      comparison.features(known.get(i), entities[i], unique, features[i]);
      scores[i] = LexicalWeights.dot(weights, features[i]);
    }
    return new NamedCandidates(words, known, entities, features, scores);
  }
}
