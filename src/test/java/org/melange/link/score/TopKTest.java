package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.mmoe.RandomModel;

class TopKTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 100})
  void keepsWhatSortingWouldKeepWhateverTheOrderOfOffers(int k) {
    SplittableRandom random = new SplittableRandom(k);
    for (int round = 0; round < 50; round++) {
      int n = random.nextInt(60);
      float[] scores = new float[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(8) - 4; // few values, so ties abound
      }
      TopK best = new TopK(k);
      for (int i : RandomModel.shuffled(n, random)) {
        best.offer(i, scores[i]);
      }
      int[] sorted =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -scores[i]).thenComparing(i -> i))
              .limit(k)
              .mapToInt(i -> i)
              .toArray();
      assertThat(best.indices()).isEqualTo(sorted);
      assertThat(best.size()).isEqualTo(sorted.length);
      float[] ranked = best.scores();
      for (int r = 0; r < sorted.length; r++) {
        assertThat(ranked[r]).isEqualTo(scores[sorted[r]]);
      }
    }
  }

  @Test
  void tiesGoToTheSmallerIndex() {
    TopK best = new TopK(2);
    best.offer(9, 0f);
    best.offer(7, -0f);
    assertThat(best.offer(8, 0f)).isTrue();
    assertThat(best.offer(10, 0f)).isFalse();
    assertThat(best.indices()).containsExactly(7, 8);
  }

  @Test
  void theThresholdIsTheWorstScoreKeptOnceItIsFull() {
    TopK best = new TopK(2);
    best.offer(1, 5);
    assertThat(best.threshold()).isEqualTo(Float.NEGATIVE_INFINITY);
    best.offer(2, 3);
    assertThat(best.threshold()).isEqualTo(3);
    best.offer(3, 4);
    assertThat(best.threshold()).isEqualTo(4);
  }

  @Test
  void anOfferIsToldWhetherItMadeIt() {
    TopK best = new TopK(2);
    assertThat(best.offer(1, Float.NEGATIVE_INFINITY)).isTrue();
    assertThat(best.offer(2, 3)).isTrue();
    assertThat(best.offer(3, Float.POSITIVE_INFINITY)).isTrue();
    assertThat(best.offer(4, 2)).isFalse();
    assertThat(best.indices()).containsExactly(3, 2);
    assertThat(best.indices()).as("asked again").containsExactly(3, 2);
    assertThat(new TopK(3).indices()).isEmpty();
    assertThat(new TopK(3).scores()).isEmpty();
  }

  @Test
  void refusesWhatHasNoOrder() {
    assertThatThrownBy(() -> new TopK(1).offer(4, Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidate 4");
    assertThatThrownBy(() -> new TopK(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
