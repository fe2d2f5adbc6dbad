package org.melange.link.row;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All pairs' scores, in the order of an [M, E] matrix. */
public final class PairScores {

  private PairScores() {}

  public static List<PairScore> all(
      EntityLayout layout, List<MentionRow> mentions, float[][] entities) {
    PairScorer scorer = new PairScorer(layout);
    List<PairScore> scores = new ArrayList<>();
    for (MentionRow mention : mentions) {
      for (float[] entity : entities) {
        scores.add(scorer.score(mention, entity, 0));
      }
    }
    return scores;
  }

  public static float[] part(List<PairScore> scores, ToDoubleFunction<PairScore> part) {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) part.applyAsDouble(scores.get(i));
    }
    return values;
  }
}
