package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.StressRows;
import org.melange.link.row.StressRows.Values;
import org.melange.link.row.TiedRows;
import org.melange.link.row.TokenLayout;

/** Weights are means of softmaxes over the tokens that a mention has. */
class AttentionWeightsTest {

  private static final TokenLayout TOKEN = new TokenLayout(5, 4, 3);

  private static UnitPanel panel(EntityLayout layout, List<MentionRow> mentions) {
    return MentionPanel.of(layout, mentions).text();
  }

  private static float[] logits(AttentionWeights weights, UnitPanel panel, int queries, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    weights.reserve(queries, panel.slots());
    for (int i = 0; i < queries * (panel.slots() + 1) * SimdLanes.GROUP; i++) {
      weights.logits[i] = (float) random.nextDouble(-4, 4);
    }
    return weights.logits.clone();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 9})
  void gatedOutTokensCountAsManyTimesAsThereAre(int queries) {
    List<MentionRow> mentions = IntStream.range(0, 3).mapToObj(TiedRows::mention).toList();
    UnitPanel panel = panel(TiedRows.LAYOUT, mentions);
    AttentionWeights attention = new AttentionWeights();
    float[] logits = logits(attention, panel, queries, queries);
    attention.compute(panel, 0, queries, 0.3f);
    for (int m = 0; m < 3; m++) {
      double[] expected = new double[4];
      for (int j = 0; j < 4; j++) {
        expected[j] = 0.7 * 0.25;
      }
      for (int i = 0; i < queries; i++) {
        double[] parts = new double[4];
        double sum = 0;
        for (int j = 0; j < 4; j++) {
          double logit = j < 3 ? logits[(i * 4 + j) * SimdLanes.GROUP + m] : 0;
          parts[j] = (j < 3 ? 1 : 4) * Math.exp(logit);
          sum += parts[j];
        }
        for (int j = 0; j < 4; j++) {
          expected[j] += 0.3 / queries * parts[j] / sum;
        }
      }
      for (int j = 0; j < 4; j++) {
        assertThat((double) attention.weights[j * SimdLanes.GROUP + m])
            .isCloseTo(expected[j], within(1e-6));
      }
    }
  }

  @Test
  void tokensThatAMentionLacksGetNothing() {
    List<MentionRow> mentions =
        IntStream.of(2, 4)
            .mapToObj(tokens -> new StressRows(TOKEN, tokens, tokens).mention(Values.RANDOM))
            .toList();
    UnitPanel panel = panel(TOKEN, mentions);
    AttentionWeights attention = new AttentionWeights();
    logits(attention, panel, 6, 1);
    attention.compute(panel, 0, 6, 1);
    for (int m = 0; m < 2; m++) {
      double sum = 0;
      for (int j = 0; j <= 4; j++) {
        float weight = attention.weights[j * SimdLanes.GROUP + m];
        if (j >= 2 + 2 * m) {
          assertThat(weight).isZero();
        } else {
          assertThat(weight).isPositive();
        }
        sum += weight;
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theQueriesOfOneEntityDoNotChangeTheNext() {
    UnitPanel panel = panel(TiedRows.LAYOUT, List.of(TiedRows.mention(7)));
    AttentionWeights together = new AttentionWeights();
    float[] logits = logits(together, panel, 6, 3);
    together.compute(panel, 0, 3, 0.3f);
    together.compute(panel, 3, 3, 0.3f);
    AttentionWeights alone = new AttentionWeights();
    alone.reserve(3, panel.slots());
    System.arraycopy(logits, 3 * 4 * SimdLanes.GROUP, alone.logits, 0, 3 * 4 * SimdLanes.GROUP);
    alone.compute(panel, 0, 3, 0.3f);
    assertThat(together.weights[0]).isEqualTo(alone.weights[0]);
    assertThat(together.weights[3 * SimdLanes.GROUP]).isEqualTo(alone.weights[3 * SimdLanes.GROUP]);
  }
}
