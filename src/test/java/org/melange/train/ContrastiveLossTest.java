package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;
import org.melange.mmoe.Scores;
import org.melange.mmoe.Unit;
import org.melange.testing.Float32;

class ContrastiveLossTest {

  /** Softmaxes of few logits below 10, and sums of a few losses. */
  private static final double TOLERANCE = Float32.ofSums(16, 10);

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void eachPartIsTheCrossEntropyOfItsRows() {
    NDArray sure = manager.create(new float[] {9, 0, 0, 9}, new Shape(2, 2));
    NDArray unsure = manager.zeros(new Shape(2, 2));
    NDArray skew = manager.create(new float[] {1, 0, 2, 0}, new Shape(2, 2));
    LossValues loss =
        ContrastiveLoss.ofScores(new Scores(sure, unsure, skew, skew.transpose())).values();
    assertThat(loss.parts()).containsOnlyKeys("score", "text", "image", "cross");
    assertThat(loss.parts().get("score")).isCloseTo(Math.log1p(Math.exp(-9)), within(TOLERANCE));
    assertThat(loss.parts().get("text")).isCloseTo(Math.log(2), within(TOLERANCE));
    double skewed = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(2))) / 2;
    assertThat(loss.parts().get("image")).isCloseTo(skewed, within(TOLERANCE));
    double transposed = (Math.log1p(Math.exp(1)) + Math.log1p(Math.exp(0))) / 2;
    assertThat(loss.parts().get("cross")).isCloseTo(transposed, within(TOLERANCE));
    double sum = loss.parts().values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(loss.total()).isCloseTo(sum, within(TOLERANCE));
  }

  @Test
  void pairsAreFoundBothWays() {
    NDArray texts = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
    NDArray images = manager.create(new float[] {1, 0, 1, 0}, new Shape(2, 2));
    LossValues loss = ofPairs(texts, images, "a", "b");
    // logits are [[3, 3], [0, 0]]: rows cannot tell, columns tell the first and miss the second
    assertThat(loss.parts().get("text_to_image")).isCloseTo(Math.log(2) / 2, within(TOLERANCE));
    double columns = (Math.log1p(Math.exp(-3)) + Math.log1p(Math.exp(3))) / 4;
    assertThat(loss.parts().get("image_to_text")).isCloseTo(columns, within(TOLERANCE));
  }

  @Test
  void aPairWithTheSameSubjectIsNotANegative() {
    NDArray texts = manager.create(new float[] {1, 0, 0, 1, 1, 0}, new Shape(3, 2));
    NDArray images = manager.create(new float[] {1, 0, 0, 1, 0, 1}, new Shape(3, 2));
    // logits are [[3, 0, 0], [0, 3, 3], [3, 0, 0]]; the corners (0, 2) and (2, 0) are left out
    double easy = Math.log1p(Math.exp(-3)); // 3 before 0
    double tied = Math.log(2 + Math.exp(-3)); // 3 beside 3 before 0
    double half = Math.log(2); // 0 beside 0
    LossValues same = ofPairs(texts, images, "a", "b", "a");
    assertThat(same.parts().get("text_to_image"))
        .isCloseTo((easy + tied + half) / 6, within(TOLERANCE));
    double column = Math.log1p(Math.exp(3)); // 0 behind 3
    assertThat(same.parts().get("image_to_text"))
        .isCloseTo((easy + Math.log1p(2 * Math.exp(-3)) + column) / 6, within(TOLERANCE));
    LossValues apart = ofPairs(texts, images, "a", "b", "c");
    double missed = Math.log(2 + Math.exp(3)); // 0 beside 0 behind 3
    assertThat(apart.parts().get("text_to_image"))
        .isCloseTo((Math.log1p(2 * Math.exp(-3)) + tied + missed) / 6, within(TOLERANCE));
    assertThat(ofPairs(texts, images, "a", "a", "a").total()).isCloseTo(0, within(TOLERANCE));
  }

  @ParameterizedTest
  @EnumSource(Unit.class)
  void aUnitThatIsLeftOutHasNoPart(Unit unit) {
    NDArray unsure = manager.zeros(new Shape(2, 2));
    Scores scores = new Scores(unsure, unsure, unsure, unsure);
    LossValues loss = ContrastiveLoss.ofScores(scores, Set.of(unit)).values();
    assertThat(loss.parts())
        .hasSize(3)
        .containsKey("score")
        .doesNotContainKey(unit.name().toLowerCase(Locale.ROOT));
    assertThat(loss.total()).isCloseTo(3 * Math.log(2), within(TOLERANCE));
  }

  @Test
  void theOrderOfPairsDoesNotMatter() {
    NDArray texts = manager.create(new float[] {1, 0, 0, 1, 0.6f, 0.8f}, new Shape(3, 2));
    NDArray images = manager.create(new float[] {0, 1, 1, 0, 0.8f, 0.6f}, new Shape(3, 2));
    NDArray turned = manager.create(new long[] {2, 0, 1});
    LossValues before = ofPairs(texts, images, "a", "b", "a");
    LossValues after = ofPairs(texts.get(turned), images.get(turned), "a", "a", "b");
    assertThat(after.total()).isCloseTo(before.total(), within(TOLERANCE));
  }

  @Test
  void aSinglePairCannotBeWrong() {
    NDArray one = manager.create(new float[] {1, 0}, new Shape(1, 2));
    assertThat(ofPairs(one, one, "a").total()).isZero();
  }

  private LossValues ofPairs(NDArray texts, NDArray images, String... subject) {
    return ContrastiveLoss.ofPairs(texts, images, manager.create((float) Math.log(3)), subject)
        .values();
  }

  @Test
  void scoresThatAreNotSquareAreRefused() {
    NDArray wide = manager.zeros(new Shape(2, 3));
    assertThatThrownBy(() -> ContrastiveLoss.ofScores(new Scores(wide, wide, wide, wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, 3)");
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void gradientsOfTheMatcherAreItsSlopes(Gate gate) {
    MatcherConfig config = new MatcherConfig(16, 8, 6, 3, 2, 2, gate);
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(7), Device.cpu())) {
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      matcher.getParameters().values().forEach(p -> parameters.put(p.getName(), p));
      // the gate's own scorer decides by rank: finite differences may step over an edge
      parameters.keySet().removeIf(name -> name.contains("w_gate"));
      GradientCheck.require(
          parameters,
          scope ->
              ContrastiveLoss.ofScores(
                  matcher.match(
                      RandomModel.features(scope, config, "m", 5, 7, 6),
                      RandomModel.features(scope, config, "e", 5, 7, 6),
                      GateNormalizer.ofBatch())),
          0.03);
    }
  }
}
