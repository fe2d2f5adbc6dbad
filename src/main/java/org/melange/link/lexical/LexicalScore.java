package org.melange.link.lexical;

import java.util.Comparator;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate;
import org.melange.link.row.PairScore;

/**
 * A candidate with its score.
 *
 * @param position of the candidate in their order by name
 * @param candidate of the mention
 * @param score its parts are {@code text} and {@code name}, which add up to the score
 */
public record LexicalScore(int position, Candidate candidate, PairScore score) {

  /** The best first: score, then QID. */
  static final Comparator<LexicalScore> ORDER =
      Comparator.<LexicalScore>comparingDouble(scored -> -scored.score().score())
          .thenComparing(scored -> scored.candidate().qid(), Qids.byNumber());

  static LexicalScore of(int position, Candidate candidate, double name, double text) {
    float score = (float) (name + text);
    return new LexicalScore(
        position, candidate, new PairScore(score, (float) text, 0, 0, (float) name));
  }
}
