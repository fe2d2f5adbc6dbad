package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.melange.link.row.CosinePairs.Item;

/** A zero-shot score is one inner product, and a missing image leaves its terms out. */
class CosineEncoderTest {

  private static final CosineLayout LAYOUT = new CosineLayout(512);
  private static final CosineEncoder ENCODER = new CosineEncoder(LAYOUT, CosinePairs.WEIGHTS);
  private static final double BAR = 1e-5;

  private final SplittableRandom random = new SplittableRandom(3);

  private static PairScore score(Item mention, Item entity) {
    return new PairScorer(LAYOUT)
        .score(
            ENCODER.mention(mention.text(), mention.image()),
            ENCODER.entity(entity.text(), entity.image(), Rounding.NONE),
            0);
  }

  @Test
  void scoresAreThoseOfAPlainComputation() {
    for (int pair = 0; pair < 400; pair++) {
      Item mention = CosinePairs.item(512, random, random.nextBoolean());
      Item entity = CosinePairs.item(512, random, random.nextBoolean());
      double[] terms = CosinePairs.terms(CosinePairs.WEIGHTS, mention, entity);
      PairScore score = score(mention, entity);
      assertThat((double) score.score()).isCloseTo(terms[0] + terms[1] + terms[2], within(BAR));
      assertThat((double) score.text()).isCloseTo(terms[0], within(BAR));
      assertThat((double) score.image()).isCloseTo(terms[1], within(BAR));
      assertThat((double) score.cross()).isCloseTo(terms[2], within(BAR));
      assertThat(score.name()).isZero();
    }
  }

  @Test
  void anAbsentImageLeavesItsTermsOut() {
    for (int pair = 0; pair < 100; pair++) {
      Item mention = CosinePairs.item(512, random, true);
      Item entity = CosinePairs.item(512, random, true);
      double[] all = CosinePairs.terms(CosinePairs.WEIGHTS, mention, entity);
      double[] textsAlone =
          CosinePairs.terms(CosinePairs.WEIGHTS, mention.withoutImage(), entity.withoutImage());
      PairScore without = score(mention, entity.withoutImage());
      assertThat(without.image()).isZero();
      assertThat((double) without.text()).isCloseTo(all[0], within(BAR));
      PairScore neither = score(mention.withoutImage(), entity.withoutImage());
      assertThat((double) neither.score()).isCloseTo(textsAlone[0], within(BAR));
      assertThat(neither.image()).isZero();
      assertThat(neither.cross()).isCloseTo(0, within(1e-6f));
    }
  }

  @Test
  void onAverageAnImageNeitherRaisesNorLowersAScore() {
    double difference = 0;
    CosineWeights centred = centred();
    CosineEncoder encoder = new CosineEncoder(new CosineLayout(64), centred);
    PairScorer scorer = new PairScorer(new CosineLayout(64));
    int pairs = 4_000;
    for (int pair = 0; pair < pairs; pair++) {
      Item mention = CosinePairs.item(64, random, true);
      Item entity = CosinePairs.item(64, random, true);
      MentionRow row = encoder.mention(mention.text(), mention.image());
      float with =
          scorer
              .score(row, encoder.entity(entity.text(), entity.image(), Rounding.NONE), 0)
              .score();
      float without =
          scorer.score(row, encoder.entity(entity.text(), new float[0], Rounding.NONE), 0).score();
      difference += (with - without) / pairs;
    }
    assertThat(difference).isCloseTo(0, within(0.01));
  }

  /** Offsets that take away the mean of the made-up cosines, which is 0.4² / (1 + 0.4²). */
  private static CosineWeights centred() {
    double mean = 0.16 / 1.16;
    return new CosineWeights(0.25, 0.25, 0.25, 0.25, -0.25 * mean, -0.25 * mean, -0.25 * mean);
  }

  @Test
  void rowsHoldWhatTheirLayoutSays() {
    Item entity = CosinePairs.item(512, random, true);
    float[] row = ENCODER.entity(entity.text(), entity.image(), value -> 2 * value);
    assertThat(LAYOUT.fits(row)).isTrue();
    assertThat(row).hasSize(1026);
    assertThat(row[3]).isEqualTo(2 * entity.text()[3]);
    assertThat(row[512 + 7]).isEqualTo(2 * entity.image()[7]);
    assertThat(row[LAYOUT.presence()]).isEqualTo(1);
    float[] without = ENCODER.entity(entity.text(), new float[0], Rounding.NONE);
    assertThat(without[512 + 7]).isZero();
    assertThat(without[LAYOUT.presence()]).isZero();
    assertThat(without[LAYOUT.presence() + 1]).isEqualTo(1);
    assertThat(EntityLayout.ofCode(LAYOUT.code())).isEqualTo(LAYOUT);
    assertThat(LAYOUT.code()).isEqualTo("zero-shot:512");
    assertThat(LAYOUT.units()).isEmpty();
    assertThatThrownBy(() -> EntityLayout.ofCode("zero-shot:x"))
        .hasMessageContaining("is not a layout of rows");
  }

  @Test
  void embeddingsOfAnotherWidthAreRefused() {
    Item item = CosinePairs.item(511, random, false);
    assertThatThrownBy(() -> ENCODER.mention(item.text(), item.image()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("511 and 0");
    Item wide = CosinePairs.item(512, random, false);
    assertThatThrownBy(() -> ENCODER.entity(wide.text(), new float[3], Rounding.NONE))
        .hasMessageContaining("512 and 3");
  }
}
