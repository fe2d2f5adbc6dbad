package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.melange.link.row.CosinePairs.Item;

class CosineWeightsTest {

  @Test
  void defaultsGiveEachCosineTheSameSpread() {
    CosineWeights weights =
        CosineWeights.ofSpreads(new double[] {0.1, 0.2, 0.05}, new double[] {0.7, 0.5, 0.2});
    assertThat(weights.sum()).isCloseTo(1, within(1e-12));
    assertThat(weights.text() * 0.1).isCloseTo(weights.image() * 0.2, within(1e-12));
    assertThat(weights.textImage() * 0.05).isCloseTo(weights.text() * 0.1, within(1e-12));
    assertThat(weights.imageText()).isEqualTo(weights.textImage());
    assertThat(weights.imageOffset()).isCloseTo(-0.5 * weights.image(), within(1e-12));
    assertThat(weights.textImageOffset()).isCloseTo(-0.2 * weights.textImage(), within(1e-12));
  }

  @Test
  void twoEntitiesDifferByNoMoreThanTheRange() {
    SplittableRandom random = new SplittableRandom(5);
    CosineWeights weights = new CosineWeights(0.3, 0.2, 0.1, 0.4, -0.5, 0.3, 0.2);
    double most = 0;
    for (int i = 0; i < 2_000; i++) {
      Item mention = CosinePairs.item(2, random, random.nextBoolean());
      double one = sum(weights, mention, CosinePairs.item(2, random, random.nextBoolean()));
      double two = sum(weights, mention, CosinePairs.item(2, random, random.nextBoolean()));
      most = Math.max(most, Math.abs(one - two));
    }
    assertThat(most).isPositive().isLessThanOrEqualTo(weights.range());
    assertThat(new CosineWeights(1, 0, 0, 0, 0, 0, 0).range()).isEqualTo(2);
  }

  private static double sum(CosineWeights weights, Item mention, Item entity) {
    double[] terms = CosinePairs.terms(weights, mention, entity);
    return terms[0] + terms[1] + terms[2];
  }

  @Test
  void termsTimesTheirCoefficientsAreTheScore() {
    SplittableRandom random = new SplittableRandom(6);
    CosineLayout layout = new CosineLayout(16);
    CosineEncoder encoder = new CosineEncoder(layout, CosinePairs.WEIGHTS);
    double[] coefficients = {0.6, 0.5, 0.4, 0.5, -0.22, -0.1, 3};
    CosineWeights weights = CosineTerms.weights(coefficients, 0.28);
    assertThat(weights.text()).isCloseTo(CosinePairs.WEIGHTS.text(), within(1e-12));
    assertThat(weights.imageOffset()).isCloseTo(-0.11, within(1e-12));
    assertThat(weights.imageTextOffset()).isCloseTo(-0.07, within(1e-12));
    for (int i = 0; i < 200; i++) {
      Item mention = CosinePairs.item(16, random, random.nextBoolean());
      Item entity = CosinePairs.item(16, random, random.nextBoolean());
      float[] row = encoder.entity(entity.text(), entity.image(), Rounding.NONE);
      double[] terms = CosineTerms.of(layout, mention.text(), mention.image(), row, 0);
      double score = mention.image().length > 0 ? weights.imageTextOffset() : 0;
      for (int t = 0; t < terms.length; t++) {
        score += coefficients[t] / 2 * terms[t];
      }
      assertThat(score).isCloseTo(sum(CosinePairs.WEIGHTS, mention, entity), within(1e-6));
    }
  }

  @Test
  void weightsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new CosineWeights(0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of them positive");
    assertThatThrownBy(() -> new CosineWeights(1, -1, 0, 0, 0, 0, 0))
        .hasMessageContaining("not negative");
    assertThatThrownBy(() -> new CosineWeights(1, 1, 0, 0, Double.NaN, 0, 0))
        .hasMessageContaining("finite");
  }
}
