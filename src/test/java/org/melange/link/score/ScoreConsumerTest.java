package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Thresholds of lanes, the best of each, and ranks. */
class ScoreConsumerTest {

  @Test
  void noScoreReachesAnEmptyLane() {
    float[] thresholds = ScoreConsumer.thresholds(2);
    assertThat(thresholds).hasSize(SimdLanes.GROUP);
    assertThat(thresholds[0]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(thresholds[1]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(thresholds[2]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(thresholds[SimdLanes.GROUP - 1]).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void aThresholdRisesToTheKthBestAndNeverFalls() {
    float[] thresholds = ScoreConsumer.thresholds(2);
    ScoreConsumer.Best best = new ScoreConsumer.Best(2, thresholds, 2);
    best.offer(0, 10, 1);
    assertThat(thresholds[0]).isEqualTo(Float.NEGATIVE_INFINITY);
    best.offer(0, 11, 3);
    assertThat(thresholds[0]).isEqualTo(1);
    best.offer(0, 12, 2);
    assertThat(thresholds[0]).isEqualTo(2);
    thresholds[0] = 2.5f; // another thread has found more
    best.offer(0, 13, 2.2f);
    assertThat(thresholds[0]).isEqualTo(2.5f);
    assertThat(best.best(0).indices()).containsExactly(11, 13);
    assertThat(best.best(1).size()).isZero();
    assertThat(thresholds[1]).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void otherLanesOfAGroupAreIgnoredForOneMention() {
    ScoreConsumer.Best best = ScoreConsumer.Best.ofLane(1, 1);
    best.offer(0, 7, 9);
    best.offer(1, 8, 1);
    assertThat(best.best(0)).isNull();
    assertThat(best.best(1).indices()).containsExactly(8);
    assertThat(best.thresholds()[0]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(best.thresholds()[1]).isEqualTo(1);
  }

  @Test
  void aRankCountsLargerScoresAndEqualOnesOfSmallerIndices() {
    ScoreConsumer.Rank rank =
        new ScoreConsumer.Rank(new int[] {5, -1}, new float[] {2, Float.POSITIVE_INFINITY});
    rank.offer(0, 9, 3);
    rank.offer(0, 8, 2); // equal, behind
    rank.offer(0, 4, 2); // equal, before
    rank.offer(0, 3, 1);
    rank.offer(0, 5, 2); // the entity itself
    assertThat(rank.before(0)).isEqualTo(2);
    assertThat(rank.before(1)).isZero();
  }

  @Test
  void aScoreThatIsNotANumberHasNoRank() {
    ScoreConsumer.Rank rank = new ScoreConsumer.Rank(new int[] {1}, new float[] {0});
    assertThatThrownBy(() -> rank.offer(0, 3, Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidate 3 is NaN");
  }
}
