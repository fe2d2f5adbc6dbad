package org.melange.link.score;

import java.util.Arrays;

/**
 * Consumes the scores of candidates with a group of mentions. A candidate's score matters to a lane
 * only if it is not below the lane's threshold.
 *
 * <p>Thresholds rise while candidates are offered. The consumers of several threads may share them
 * without synchronization: every value that was ever written is valid, and a larger one rules out
 * more. The rest of a consumer is confined to one thread.
 */
abstract sealed class ScoreConsumer permits ScoreConsumer.Best, ScoreConsumer.Rank {

  private final float[] thresholds;

  ScoreConsumer(float[] thresholds) {
    this.thresholds = thresholds;
  }

  /** Thresholds for a group of {@code size} mentions; no score reaches that of an empty lane. */
  static float[] thresholds(int size) {
    float[] thresholds = new float[SimdLanes.GROUP];
    Arrays.fill(thresholds, Float.POSITIVE_INFINITY);
    Arrays.fill(thresholds, 0, size, Float.NEGATIVE_INFINITY);
    return thresholds;
  }

  /** Thresholds of all lanes. */
  float[] thresholds() {
    return thresholds;
  }

  /**
   * Offers a score to the mention in a lane.
   *
   * @throws IllegalArgumentException if the score is not a number
   */
  abstract void offer(int lane, int index, float score);

  /** The best k of each mention. */
  static final class Best extends ScoreConsumer {

    private final TopK[] best;

    Best(int k, float[] thresholds, int size) {
      super(thresholds);
      best = new TopK[size];
      Arrays.setAll(best, m -> new TopK(k));
    }

    private Best(float[] thresholds, TopK[] best) {
      super(thresholds);
      this.best = best;
    }

    /** The best k of the mention in one lane; the others of its group are ignored. */
    static Best ofLane(int k, int lane) {
      float[] thresholds = ScoreConsumer.thresholds(0);
      thresholds[lane] = Float.NEGATIVE_INFINITY;
      TopK[] best = new TopK[SimdLanes.GROUP];
      best[lane] = new TopK(k);
      return new Best(thresholds, best);
    }

    @Override
    void offer(int lane, int index, float score) {
      if (best[lane] != null && best[lane].offer(index, score)) {
        float threshold = best[lane].threshold();
        if (threshold > thresholds()[lane]) {
          thresholds()[lane] = threshold;
        }
      }
    }

    TopK best(int lane) {
      return best[lane];
    }
  }

  /** How many entities come before a given one of each mention. */
  static final class Rank extends ScoreConsumer {

    private final int[] golds;
    private final float[] scores;
    private final int[] before;

    /**
     * @param golds the entity of each mention
     * @param scores its score, by lane; positive infinity where no rank is asked for
     */
    Rank(int[] golds, float[] scores) {
      super(scores);
      this.golds = golds;
      this.scores = scores;
      before = new int[golds.length];
    }

    @Override
    void offer(int lane, int index, float score) {
      if (Float.isNaN(score)) {
        throw new IllegalArgumentException("the score of candidate " + index + " is NaN");
      }
      float gold = scores[lane];
      if (index != golds[lane] && (score > gold || (score == gold && index < golds[lane]))) {
        before[lane]++;
      }
    }

    int before(int lane) {
      return before[lane];
    }
  }
}
