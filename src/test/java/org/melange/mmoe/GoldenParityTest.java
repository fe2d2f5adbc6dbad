package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matcher gives the numbers of the released PyTorch code. */
class GoldenParityTest {

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void batchStatisticsGiveTheReleasedScores(String name) {
    compare(name, (matcher, mentions, entities) -> GateScale.ofBatch());
  }

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void statisticsFrozenFromTheSameBatchGiveTheReleasedScores(String name) {
    compare(name, RandomModel::statistics);
  }

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#token")
  void theTokenGateGivesTheScoresOfItsReference(String name) {
    compare(name, (matcher, mentions, entities) -> GateScale.ofBatch());
  }

  @Test
  void parametersAreThoseOfTheReleasedStateDict() {
    GoldenCase golden = GoldenCase.read("small-top2");
    Map<String, long[]> shapes = Matcher.parameterShapes(golden.config());
    assertThat(shapes).containsExactlyEntriesOf(golden.parameters());
  }

  private interface Scaling {
    GateScale of(Matcher matcher, Features mentions, Features entities);
  }

  private static void compare(String name, Scaling scaling) {
    GoldenCase golden = GoldenCase.read(name);
    try (Matcher matcher = Matcher.create(golden.config(), GoldenCase.weights(), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Features mentions = golden.mentions(manager);
      Features entities = golden.entities(manager);
      GateScale scale = scaling.of(matcher, mentions, entities);
      Scores scores = matcher.match(mentions, entities, scale);
      golden.requireParity("score", scores.score().toFloatArray());
      golden.requireParity("text", scores.text().toFloatArray());
      golden.requireParity("image", scores.image().toFloatArray());
      golden.requireParity("cross", scores.cross().toFloatArray());
    }
  }
}
