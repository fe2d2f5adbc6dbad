package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matcher gives the numbers of the released PyTorch code. */
class GoldenParityTest {

  /** Scores of 45 times the rounding of a float32 factor, 2^-24, and as much again of a logit. */
  private static final double FLOAT64_TOLERANCE = 1e-5;

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void batchStatisticsGiveTheReleasedScores(String name) {
    compare(name, (matcher, mentions, entities) -> GateNormalizer.ofBatch());
  }

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void statisticsFrozenFromTheSameBatchGiveTheReleasedScores(String name) {
    compare(name, RandomModel::statistics);
  }

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#token")
  void theTokenGateGivesTheScoresOfItsReference(String name) {
    compare(name, (matcher, mentions, entities) -> GateNormalizer.ofBatch());
  }

  /**
   * In float64 the order of sums matters no more: only the matcher's constant factors (1/sqrt(h),
   * 1/3) are rounded to float32.
   */
  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void inFloat64TheReleasedScoresAreMetOnAnyProcessor(String name) {
    GoldenCase golden = GoldenCase.read(name);
    try (Matcher matcher = Matcher.create(golden.config(), GoldenCase.weights(), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      for (Parameter parameter : matcher.getParameters().values()) {
        NDArray array = parameter.getArray();
        array.intern(array.toType(DataType.FLOAT64, true));
      }
      matcher.freezeParameters(false); // operations that carry gradients take float64
      Scores scores =
          matcher.match(
              inFloat64(golden.mentions(manager)),
              inFloat64(golden.entities(manager)),
              GateNormalizer.ofBatch());
      golden.requireParity("score", scores.score().toDoubleArray(), FLOAT64_TOLERANCE);
      golden.requireParity("text", scores.text().toDoubleArray(), FLOAT64_TOLERANCE);
      golden.requireParity("image", scores.image().toDoubleArray(), FLOAT64_TOLERANCE);
      golden.requireParity("cross", scores.cross().toDoubleArray(), FLOAT64_TOLERANCE);
    }
  }

  private static Features inFloat64(Features features) {
    return new Features(
        features.textCls().toType(DataType.FLOAT64, false),
        features.textTokens().toType(DataType.FLOAT64, false),
        features.imageCls().toType(DataType.FLOAT64, false),
        features.imageTokens().toType(DataType.FLOAT64, false),
        features.textLengths());
  }

  @Test
  void parametersAreThoseOfTheReleasedStateDict() {
    GoldenCase golden = GoldenCase.read("small-top2");
    Map<String, long[]> shapes = Matcher.parameterShapes(golden.config());
    assertThat(shapes).containsExactlyEntriesOf(golden.parameters());
  }

  private interface Scaling {
    GateNormalizer of(Matcher matcher, Features mentions, Features entities);
  }

  private static void compare(String name, Scaling scaling) {
    GoldenCase golden = GoldenCase.read(name);
    try (Matcher matcher = Matcher.create(golden.config(), GoldenCase.weights(), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Features mentions = golden.mentions(manager);
      Features entities = golden.entities(manager);
      GateNormalizer scale = scaling.of(matcher, mentions, entities);
      Scores scores = matcher.match(mentions, entities, scale);
      golden.requireParity("score", scores.score().toFloatArray());
      golden.requireParity("text", scores.text().toFloatArray());
      golden.requireParity("image", scores.image().toFloatArray());
      golden.requireParity("cross", scores.cross().toFloatArray());
    }
  }
}
