package org.melange.link.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores of one given entity of each mention of a batch: what other entities are compared with
 * to find its rank. Immutable.
 *
 * @param golds the entity of each mention, by group; negative for none
 * @param scores its score, by group and lane; positive infinity for none, which no entity reaches
 */
record GoldScores(List<int[]> golds, List<float[]> scores) {

  /**
   * Computes them.
   *
   * @param scan of the batch
   * @param boosts added to the score of each mention's entity
   */
  static GoldScores of(BlockScan scan, MentionBatch batch, int[] golds, float[] boosts) {
    List<int[]> groups = new ArrayList<>();
    List<float[]> scores = new ArrayList<>();
    for (int g = 0; g < batch.groups(); g++) {
      int from = g * SimdLanes.GROUP;
      groups.add(Arrays.copyOfRange(golds, from, from + batch.panel(g).size()));
      scores.add(scores(scan, g, groups.get(g)));
      for (int lane = 0; lane < groups.get(g).length; lane++) {
        scores.get(g)[lane] += boosts[from + lane];
      }
    }
    return new GoldScores(groups, scores);
  }

  private static float[] scores(BlockScan scan, int g, int[] golds) {
    float[] scores = new float[SimdLanes.GROUP];
    Arrays.fill(scores, Float.POSITIVE_INFINITY);
    if (IntStream.of(golds).anyMatch(gold -> gold >= 0)) {
      float[] paired = scan.paired(IntStream.of(golds).map(gold -> Math.max(gold, 0)).toArray(), g);
      for (int lane = 0; lane < golds.length; lane++) {
        scores[lane] = golds[lane] < 0 ? scores[lane] : paired[lane];
      }
    }
    return scores;
  }

  /** A selection that counts the entities which come before those of group {@code g}. */
  ScoreConsumer.Rank selection(int g) {
    return new ScoreConsumer.Rank(golds.get(g), scores.get(g));
  }
}
