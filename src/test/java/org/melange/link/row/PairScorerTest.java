package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Scores of pairs that can be computed by hand. */
class PairScorerTest {

  /** Widths 2, 1 and 2, one token that the gate routes. */
  private static final RowLayout LAYOUT = new RowLayout(2, 1, 2, 1);

  private final float[] row = new float[LAYOUT.width() + 1];
  private final float[] coarse = new float[LAYOUT.coarseWidth()];

  private MentionRow mention(float[] keys, float[] values, float dead) {
    float[] base = {0.5f, 0.5f};
    MentionRow.Unit unit =
        new MentionRow.Unit(
            keys,
            values,
            Vectors.factor(values, 2),
            base,
            dead,
            NormCone.of(values, base, 1).cone());
    return new MentionRow(coarse, unit, unit);
  }

  @Test
  void coarsePartsAreProducts() {
    for (int c = 0; c < LAYOUT.coarseWidth(); c++) {
      coarse[c] = c + 1;
    }
    row[1] = 10; // text cls
    row[2 + 1] = 100; // image cls
    row[1 + LAYOUT.textImage()] = 1000; // cross
    PairScore score = new PairScorer(LAYOUT).score(mention(new float[2], new float[4], 1), row, 1);
    assertThat(score.text()).isEqualTo(30);
    assertThat(score.cross()).isEqualTo(3 * 1000f * (LAYOUT.textImage() + 1));
    assertThat(score.score())
        .isCloseTo((score.text() + score.image() + score.cross()) / 3, within(1e-2f));
  }

  @Test
  void aLocalScoreIsTheProductWithTheNormalizedContext() {
    // Both values are alike, so any attention gives the context (3, −3), whose deviation is 3.
    float[] values = {3, -3, 3, -3};
    row[1 + LAYOUT.mixed(Modality.TEXT)] = 1;
    row[1 + LAYOUT.mixed(Modality.TEXT) + 1] = -1;
    row[1 + LAYOUT.shift(Modality.TEXT)] = 0.25f;
    row[1 + LAYOUT.live(Modality.TEXT)] = 0.5f;
    PairScore score = new PairScorer(LAYOUT).score(mention(new float[2], values, 1), row, 1);
    double local = 6 / Math.sqrt(9 + PairScorer.EPSILON) + 0.25;
    assertThat((double) score.text()).isCloseTo(local / 2, within(1e-6));
    assertThat(score.score()).isCloseTo(score.text() / 3, within(1e-6f));
  }

  @Test
  void attentionWeighsTheGatedOutTokensByTheirNumber() {
    // The routed token has the logit ln 3, the three gated-out ones 0: each half of the attention.
    float[] values = {4, -4, -2, 2};
    float[] keys = {(float) Math.log(3), 0};
    row[1 + LAYOUT.headWidth() + LAYOUT.queries(Modality.IMAGE, row, 0)] = 1;
    row[1 + LAYOUT.mixed(Modality.IMAGE)] = 1;
    row[1 + LAYOUT.mixed(Modality.IMAGE) + 1] = -1;
    row[1 + LAYOUT.live(Modality.IMAGE)] = 1;
    PairScore score = new PairScorer(LAYOUT).score(mention(keys, values, 3), row, 1);
    double local = 2 / Math.sqrt(1 + PairScorer.EPSILON); // context (1, −1)
    assertThat((double) score.image()).isCloseTo(local / 2, within(1e-6));
    assertThat(score.text()).isZero();
  }

  @Test
  void gatedOutTokensOfTheEntityTakeTheFixedShare() {
    float[] values = {4, -4, -2, 2};
    row[1 + LAYOUT.mixed(Modality.IMAGE)] = 1;
    row[1 + LAYOUT.mixed(Modality.IMAGE) + 1] = -1;
    row[1 + LAYOUT.live(Modality.IMAGE)] = 0;
    PairScore score = new PairScorer(LAYOUT).score(mention(new float[2], values, 3), row, 1);
    assertThat((double) score.image())
        .isCloseTo(1 / Math.sqrt(1 + PairScorer.EPSILON), within(1e-6));
  }

  @Test
  void aNamePriorIsAddedToTheScoreAlone() {
    PairScore score = new PairScore(1, 2, 3, 4).plus(0.5f).plus(0.25f);
    assertThat(score).isEqualTo(new PairScore(1.75f, 2, 3, 4, 0.75f));
  }
}
